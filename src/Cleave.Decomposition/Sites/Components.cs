using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Sites;

/// <summary>
/// The subcomponents of all sites: V [in, C] reads, U [C, out] writes, and Δ = W − (V·U)ᵀ is what they leave over, never stored
/// (vpd.md 1.1).
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
            ($"{s.Name}.V", [s.In, s.Count]),
            ($"{s.Name}.U", [s.Count, s.Out]),
        }));
    }

    /// <summary>The sites in forward order.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>All U and V.</summary>
    public VariableGroup Parameters { get; }

    /// <summary>Read vectors of a site, [in, C].</summary>
    public Variable V(Site site) => Parameters.Values[$"{site.Name}.V"];

    /// <summary>Write vectors of a site, [C, out].</summary>
    public Variable U(Site site) => Parameters.Values[$"{site.Name}.U"];

    /// <summary>V ~ N(0, 1/in), U ~ N(0, 1/C) (practice.md 1.1).</summary>
    public void Initialise(ulong seed)
    {
        foreach (var site in Sites)
        {
            FillNormal(V(site).Span, new RandomStream(seed, $"components/{site.Name}.V"), 1f / MathF.Sqrt(site.In));
            FillNormal(U(site).Span, new RandomStream(seed, $"components/{site.Name}.U"), 1f / MathF.Sqrt(site.Count));
        }
    }

    /// <summary>Δ = W − (V·U)ᵀ of a site, [out, in]; for losses and reports, not for forward passes.</summary>
    public Tensor Delta(Graph graph, Site site)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var sum = graph.Read(U(site)).MatMul(graph.Read(V(site)), transposeA: true, transposeB: true);   // [out, in]
        return graph.Read(site.Layer.Weight) - sum;
    }

    private static void FillNormal(Span<float> values, RandomStream stream, float deviation)
    {
        stream.Normal(0, values);
        foreach (ref var value in values)
            value *= deviation;
    }
}
