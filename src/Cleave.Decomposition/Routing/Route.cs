using Cleave.Decomposition.Sites;
using Cleave.Tensors;

namespace Cleave.Decomposition.Routing;

/// <summary>Which sites run decomposed in one forward pass, and at which positions: 0/1 in [.., 1], or everywhere when null.</summary>
public sealed class Route(IReadOnlyDictionary<Site, Tensor?>? positions)
{
    /// <summary>Every site, everywhere.</summary>
    public static Route Everywhere { get; } = new(null);

    /// <summary>Whether the site is decomposed anywhere.</summary>
    public bool Covers(Site site) => positions is null || positions.ContainsKey(site);

    /// <summary>Where the site is decomposed; null means at every position.</summary>
    public Tensor? Of(Site site) => positions?[site];
}
