using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Models;
using Cleave.Models.Layers;
using Cleave.Tensors;

namespace Cleave.Decomposition.Sites;

/// <summary>
/// The target with its sites replaced: y = ((x·V) ⊙ (m − δ))·U + δ·x·Wᵀ + b, which equals
/// ((x·V) ⊙ m)·U + δ·x·Δᵀ + b without ever forming Δ (VPD authors' code). Where a position is not routed (ρ = 0) the original
/// W is used: with ρ folded in, y = ((x·V) ⊙ ρ(m − δ))·U + (1 − ρ(1 − δ))·x·Wᵀ + b.
/// </summary>
public static class DecomposedForward
{
    /// <summary>The pass under masks; sites that a route leaves out keep their original weights.</summary>
    /// <param name="target">The frozen network.</param>
    /// <param name="components">U and V.</param>
    /// <param name="clean">The untouched pass over the same batch, which sites that no mask reaches share their products with.</param>
    /// <param name="masks">What scales each site's subcomponents.</param>
    /// <param name="route">Which sites are decomposed where.</param>
    /// <param name="hooks">The other points of the pass, and layers that are not decomposed; the network as it is unless given.</param>
    public static MaskedPass Run(ITarget target, Components components, CleanPass clean, IReadOnlyDictionary<Site, Mask> masks, Route route,
        ForwardHooks? hooks = null)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return Run(target, components, clean.Batch, clean, masks, route, hooks);
    }

    /// <summary>The same where there is no untouched pass.</summary>
    /// <param name="target">The frozen network.</param>
    /// <param name="components">U and V.</param>
    /// <param name="batch">As the target takes it.</param>
    /// <param name="masks">What scales each site's subcomponents.</param>
    /// <param name="route">Which sites are decomposed where.</param>
    /// <param name="hooks">The other points of the pass, and layers that are not decomposed; the network as it is unless given.</param>
    public static MaskedPass Run(ITarget target, Components components, Tensor batch, IReadOnlyDictionary<Site, Mask> masks, Route route,
        ForwardHooks? hooks = null) => Run(target, components, batch, null, masks, route, hooks);

    private static MaskedPass Run(ITarget target, Components components, Tensor batch, CleanPass? clean, IReadOnlyDictionary<Site, Mask> masks, Route route,
        ForwardHooks? beneath)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(route);
        using var segments = batch.Graph.Segments();
        var hooks = new MaskedHooks(components, clean, masks, route, segments, beneath ?? ForwardHooks.None);
        return new MaskedPass(target.Forward(batch, hooks), hooks.Inputs, hooks.Inner);
    }
}
