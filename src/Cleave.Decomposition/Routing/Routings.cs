using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Routing;

/// <summary>Chooses the forward passes of one reconstruction loss: a loss is the mean over its routes.</summary>
public interface IRouting
{
    /// <summary>One route a forward pass.</summary>
    IReadOnlyList<Route> Routes(MaskContext context);
}

/// <summary>One pass with every site decomposed everywhere.</summary>
public sealed class AllSites : IRouting
{
    /// <inheritdoc/>
    public IReadOnlyList<Route> Routes(MaskContext context) => [Route.Everywhere];
}

/// <summary>One pass; for each position k ~ U{1..M} and a random k-subset of the M sites is decomposed (VPD, stochastic reconstruction).</summary>
public sealed class UniformSubset : IRouting
{
    /// <inheritdoc/>
    public IReadOnlyList<Route> Routes(MaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sites = context.Sites;
        var lead = context.Importances.Lower[sites[0]].Shape.WithoutLast();   // [..]
        var subset = context.Graph.RandomSubset(new RandomStream(context.Seed, $"{context.Purpose}/routing"), sites.Count, (int)lead.Count);
        return [new Route(sites.Select((site, i) => (site, i)).ToDictionary(
            p => p.site, p => (Tensor?)subset.Slice(0, p.i, 1).Reshape(lead.Append(1))))];
    }
}

/// <summary>A pass for each site, in which it alone is decomposed.</summary>
public sealed class OneSiteAtATime : IRouting
{
    /// <inheritdoc/>
    public IReadOnlyList<Route> Routes(MaskContext context) =>
        [.. context.Sites.Select(site => new Route(new Dictionary<Site, Tensor?> { [site] = null }))];
}
