using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sites;

/// <summary>What the untouched target makes of a batch.</summary>
/// <param name="Batch">As the target takes it.</param>
/// <param name="Output">The target's output.</param>
/// <param name="Inputs">x of every site, [.., in].</param>
/// <param name="Outputs">x·Wᵀ + b of every site, [.., out].</param>
public sealed record CleanPass(Tensor Batch, Tensor Output, IReadOnlyDictionary<Site, Tensor> Inputs, IReadOnlyDictionary<Site, Tensor> Outputs)
{
    /// <summary>Runs the frozen target and keeps the inputs and outputs of the sites.</summary>
    public static CleanPass Run(ITarget target, IReadOnlyList<Site> sites, Tensor batch) => Run(target, sites, batch, (site, x) => site.Layer.Apply(x));

    /// <summary>The same with something else in place of the sites' layers.</summary>
    internal static CleanPass Run(ITarget target, IReadOnlyList<Site> sites, Tensor batch, Func<Site, Tensor, Tensor> apply)
    {
        ArgumentNullException.ThrowIfNull(target);
        var byLayer = sites.ToDictionary(s => s.Layer);
        var (inputs, outputs) = (new Dictionary<Site, Tensor>(), new Dictionary<Site, Tensor>());
        var output = target.Forward(batch, (layer, x) =>
        {
            if (!byLayer.TryGetValue(layer, out var site))
                return layer.Apply(x);
            inputs[site] = x;
            return outputs[site] = apply(site, x);
        });
        return new CleanPass(batch, output, inputs, outputs);
    }
}

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
    /// <param name="batch">As the target takes it.</param>
    /// <param name="masks">What scales each site's parts.</param>
    /// <param name="route">Which sites are decomposed where.</param>
    /// <param name="seen">Is told the input of each decomposed site.</param>
    public static Tensor Run(ITarget target, Components components, Tensor batch, IReadOnlyDictionary<Site, Mask> masks, Route route,
        Action<Site, Tensor>? seen = null)
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
            return Site(components, site, x, masks[site], route.Of(site));
        });
    }

    // A name up to its first number: "layers.3" of "layers.3.attention.wq", and the whole of "linear1".
    private static string Block(string layer)
    {
        var parts = layer.Split('.');
        return string.Join('.', parts.Take(1 + Array.FindIndex(parts, p => p.All(char.IsAsciiDigit)) is > 0 and var count ? count : parts.Length));
    }

    private static Tensor Site(Components components, Site site, Tensor x, Mask mask, Tensor? routed)
    {
        var graph = x.Graph;
        var inner = x.Project(graph.Read(components.V(site)));                       // [.., C·R]
        var kept = routed is null ? mask.Delta : KeptOriginal(mask.Delta, routed);   // [.., 1]
        var y = Scaled(site, inner, mask, routed).MatMul(graph.Read(components.U(site)));   // [.., out]
        return site.Layer.AddBias(kept is null ? y : y + Original(site, x, kept));
    }

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
