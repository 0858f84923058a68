using Cleave.Decomposition.Initialisation;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sites;

/// <summary>
/// The subcomponents of all sites: V [in, C] reads, U [C, out] writes, and Δ = W − (V·U)ᵀ is what they leave over, never stored
/// (VPD, parameterisation). Where a component is the sum of R rank-ones, both have C·R of them and component c owns those from c·R on.
/// </summary>
public sealed class Components
{
    /// <summary>Allocates U and V for the sites.</summary>
    public Components(IReadOnlyList<Site> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        Sites = sites;
        Parameters = new VariableGroup("components", sites.SelectMany(s => new (string, Shape)[]
        {
            ($"{s.Name}.V", [s.In, s.Columns]),
            ($"{s.Name}.U", [s.Columns, s.Out]),
        }));
    }

    /// <summary>The sites in forward order.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>All U and V.</summary>
    public VariableGroup Parameters { get; }

    /// <summary>Read vectors of a site, [in, C·R].</summary>
    public Variable V(Site site) => Parameters.Values[$"{site.Name}.V"];

    /// <summary>Write vectors of a site, [C·R, out].</summary>
    public Variable U(Site site) => Parameters.Values[$"{site.Name}.U"];

    /// <summary>Sets what U and V start from.</summary>
    public void Initialise(ulong seed, IInitialisation initialisation)
    {
        ArgumentNullException.ThrowIfNull(initialisation);
        foreach (var site in Sites)
            initialisation.Set(this, site, seed);
    }

    /// <summary>Δ = W − (V·U)ᵀ of a site, [out, in]; for losses and reports, not for forward passes.</summary>
    public Tensor Delta(Graph graph, Site site)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var sum = graph.Read(U(site)).MatMul(graph.Read(V(site)), transposeA: true, transposeB: true);   // [out, in]
        return graph.Read(site.Layer.Weight) - sum;
    }
}
