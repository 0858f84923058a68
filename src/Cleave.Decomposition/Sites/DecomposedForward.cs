using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sites;

/// <summary>What the untouched target makes of a batch: its output, and the input of every site.</summary>
public sealed record CleanPass(Tensor Batch, Tensor Output, IReadOnlyDictionary<Site, Tensor> Inputs)
{
    /// <summary>Runs the frozen target and keeps the inputs of the sites.</summary>
    public static CleanPass Run(ITarget target, IReadOnlyList<Site> sites, Tensor batch)
    {
        ArgumentNullException.ThrowIfNull(target);
        var byLayer = sites.ToDictionary(s => s.Layer);
        var inputs = new Dictionary<Site, Tensor>();
        var output = target.Forward(batch, (layer, x) =>
        {
            if (byLayer.TryGetValue(layer, out var site))
                inputs[site] = x;
            return layer.Apply(x);
        });
        return new CleanPass(batch, output, inputs);
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
    public static Tensor Run(ITarget target, Components components, Tensor batch, IReadOnlyDictionary<Site, Mask> masks, Route route)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(route);
        var byLayer = components.Sites.Where(route.Covers).ToDictionary(s => s.Layer);
        return target.Forward(batch, (layer, x) =>
            byLayer.TryGetValue(layer, out var site) ? Site(components, site, x, masks[site], route.Of(site)) : layer.Apply(x));
    }

    private static Tensor Site(Components components, Site site, Tensor x, Mask mask, Tensor? routed)
    {
        var graph = x.Graph;
        var inner = x.MatMul(graph.Read(components.V(site)));                        // [.., C]
        var scale = mask.Delta is { } delta ? mask.Scale - delta : mask.Scale;       // [.., C]
        var kept = routed is null ? mask.Delta : KeptOriginal(mask.Delta, routed);   // [.., 1]
        if (routed is not null)
            scale *= routed;
        var y = (inner * scale).MatMul(graph.Read(components.U(site)));              // [.., out]
        return site.Layer.AddBias(kept is null ? y : y + (site.Layer.Product(x) * kept));
    }

    private static Tensor KeptOriginal(Tensor? delta, Tensor routed) => delta is null ? 1f - routed : 1f - (routed * (1f - delta));
}
