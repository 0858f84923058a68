using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sites;

/// <summary>
/// The target with its sites replaced: y = ((x·V) ⊙ (m − δ))·U + δ·x·Wᵀ + b, which equals
/// ((x·V) ⊙ m)·U + δ·x·Δᵀ + b without ever forming Δ (practice.md 2). Where a position is not routed (ρ = 0) the original
/// W is used: with ρ folded in, y = ((x·V) ⊙ ρ(m − δ))·U + (1 − ρ(1 − δ))·x·Wᵀ + b.
/// </summary>
public static class DecomposedForward
{
    /// <summary>The output under masks; sites that a route leaves out keep their original weights.</summary>
    /// <param name="target">The frozen network.</param>
    /// <param name="components">U and V.</param>
    /// <param name="clean">The untouched pass over the same batch, which sites that no mask reaches share their products with.</param>
    /// <param name="masks">What scales each site's parts.</param>
    /// <param name="route">Which sites are decomposed where.</param>
    /// <param name="seen">Is told the input of each decomposed site.</param>
    public static Tensor Run(ITarget target, Components components, CleanPass clean, IReadOnlyDictionary<Site, Mask> masks, Route route,
        Action<Site, Tensor>? seen = null)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return Run(target, components, clean.Batch, clean, masks, route, seen);
    }

    /// <summary>The same where there is no untouched pass.</summary>
    /// <param name="target">The frozen network.</param>
    /// <param name="components">U and V.</param>
    /// <param name="batch">As the target takes it.</param>
    /// <param name="masks">What scales each site's parts.</param>
    /// <param name="route">Which sites are decomposed where.</param>
    public static Tensor Run(ITarget target, Components components, Tensor batch, IReadOnlyDictionary<Site, Mask> masks, Route route) =>
        Run(target, components, batch, null, masks, route, null);

    private static Tensor Run(ITarget target, Components components, Tensor batch, CleanPass? clean, IReadOnlyDictionary<Site, Mask> masks, Route route,
        Action<Site, Tensor>? seen)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(route);
        var byLayer = components.Sites.Where(route.Covers).ToDictionary(s => s.Layer);
        using var segments = batch.Graph.Segments();
        return target.Forward(batch, (layer, x) =>
        {
            segments.Enter(Block(layer.Name));
            if (!byLayer.TryGetValue(layer, out var site))
                return layer.Apply(x);
            seen?.Invoke(site, x);
            return clean is not null && clean.IsUntouched(site)
                ? Site(components, site, clean.Inner(site, components), masks[site], route.Of(site), kept => clean.Product(site) * kept)
                : Site(components, site, Inner(x, x.Graph.Read(components.V(site)), route.Of(site)), masks[site], route.Of(site), kept => Original(site, x, kept));
        });
    }

    // A name up to its first number: "layers.3" of "layers.3.attention.wq", and the whole of "linear1".
    private static string Block(string layer)
    {
        var parts = layer.Split('.');
        return string.Join('.', parts.Take(1 + Array.FindIndex(parts, p => p.All(char.IsAsciiDigit)) is > 0 and var count ? count : parts.Length));
    }

    private static Tensor Site(Components components, Site site, Tensor inner, Mask mask, Tensor? routed, Func<Tensor, Tensor> original)
    {
        var kept = routed is null ? mask.Delta : KeptOriginal(mask.Delta, routed);   // [.., 1]
        var scaled = Scaled(site, inner, mask, routed);   // [.., C·R]
        var u = inner.Graph.Read(components.U(site));
        return site.Layer.AddBias(kept is null ? scaled.MatMul(u) : routed is null ? original(kept).PlusProduct(scaled, u) : original(kept).PlusRoutedProduct(scaled, u, routed));
    }

    // Where the original W is used, nobody needs the inner activations.
    private static Tensor Inner(Tensor x, Tensor v, Tensor? routed) => routed is null ? x.Project(v) : x.RoutedProduct(v, routed);

    // x·Wᵀ scaled at each position, on whichever side of W is narrower.
    private static Tensor Original(Site site, Tensor x, Tensor kept) =>
        site.In < site.Out ? site.Layer.Product(x * kept) : site.Layer.Product(x) * kept;

    // All rank-ones of a part share its scale.
    private static Tensor Scaled(Site site, Tensor inner, Mask mask, Tensor? routed)
    {
        if (site.Rank == 1)
            return inner.TimesMask(mask.Scale, mask.Delta, routed);
        var scale = mask.Delta is { } delta ? mask.Scale - delta : mask.Scale;   // [.., C]
        if (routed is not null)
            scale *= routed;
        return (inner.Reshape(inner.Shape.WithLast(site.Count).Append(site.Rank)) * scale.Reshape(scale.Shape.Append(1))).Reshape(inner.Shape);
    }

    private static Tensor KeptOriginal(Tensor? delta, Tensor routed) => delta is null ? 1f - routed : 1f - (routed * (1f - delta));
}
