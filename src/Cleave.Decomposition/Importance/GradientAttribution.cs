using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Importance;

/// <summary>Which network's gradients attributions are taken at.</summary>
public enum AttributionPoint
{
    /// <summary>The frozen target.</summary>
    Target,

    /// <summary>The sum of all components in place of the sites; the published runs on TMS 5-2 do this (APD, attributions).</summary>
    Decomposition,
}

/// <summary>
/// APD's choice of components (APD, attributions and batch top-k). A component spans all sites, so all get the same importances. Its attribution
/// on an input is the RMS over outputs of gradient times parameter,
/// A_c = √( (1/O) Σ_o ( Σ_sites Σ_m (V_m·x)(U_m·g_o) )² ) with g_o = ∂output_o / ∂(site's output).
/// Of all attributions of a batch the k·B largest get importance 1, exactly that many, all others 0; of equal ones the earlier win.
/// Nothing is trained and no gradient passes.
/// </summary>
public sealed class GradientAttribution : IImportanceFunction
{
    private const double EntryCost = 8;   // floating-point operations that take about as long as writing and reading one temporary
    private readonly ITarget _target;
    private readonly IReadOnlyList<Site> _sites;
    private readonly AttributionPoint _at;
    private readonly float _active;

    /// <summary>Attributions for a target of real-valued outputs [batch, O].</summary>
    /// <param name="target">The frozen network.</param>
    /// <param name="sites">Sites of one count and one rank.</param>
    /// <param name="at">Where gradients are taken.</param>
    /// <param name="active">k, the mean number of components that an input keeps.</param>
    public GradientAttribution(ITarget target, IReadOnlyList<Site> sites, AttributionPoint at, float active)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(sites);
        if (sites.Any(s => s.Count != sites[0].Count))
            throw new ArgumentException("A component spans all sites, so they must have equally many.", nameof(sites));
        (_target, _sites, _at, _active) = (target, sites, at, active);
    }

    /// <inheritdoc/>
    public VariableGroup Parameters { get; } = new("importance", []);

    /// <inheritdoc/>
    public void Initialise(ulong seed)
    {
    }

    /// <summary>1 for the k·B largest attributions of the batch (the nearest whole number, at least one), else 0; [batch, C] for every site.</summary>
    public IReadOnlyDictionary<Site, Tensor> Logits(CleanPass clean, Components components) => Chosen(clean, components, _active);

    /// <summary>The same with k = 1: probes show one feature each.</summary>
    public IReadOnlyDictionary<Site, Tensor> ProbeLogits(CleanPass clean, Components components) => Chosen(clean, components, 1f);

    /// <summary>A_c for every input, [batch, C].</summary>
    public Tensor Attributions(CleanPass clean, Components components)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(components);
        var graph = clean.Batch.Graph;
        var pass = CleanPass.Run(_target, _sites, clean.Batch, (site, x) => _at == AttributionPoint.Target
            ? site.Layer.Apply(x)
            : site.Layer.AddBias(x.Project(graph.Read(components.V(site))).MatMul(graph.Read(components.U(site)))));
        var slopes = Jacobian.Of(pass.Output, [.. _sites.Select(s => pass.Outputs[s])]);   // [batch or 1, O, out] each
        var parts = _sites.Select((s, i) => Part(s, pass.Inputs[s], graph.Read(components.V(s)), graph.Read(components.U(s)), slopes[i]));
        return parts.Aggregate((a, b) => a + b).Square().MeanOver(1).Sqrt();   // [batch, C]
    }

    private Dictionary<Site, Tensor> Chosen(CleanPass clean, Components components, double active)
    {
        var attributions = Attributions(clean, components);
        var keep = Math.Clamp((long)Math.Round(active * attributions.Shape[0]), 1, attributions.Shape.Count);
        var chosen = attributions.BatchTopK(keep).Detach();
        return _sites.ToDictionary(s => s, _ => chosen);
    }

    // Σ_m (V_m·x)(U_m·g_o) of one site, [batch, O, C], in whichever order costs less.
    private static Tensor Part(Site site, Tensor x, Tensor v, Tensor u, Tensor slopes)
    {
        var (outputs, shared) = (slopes.Shape[1], slopes.Shape[0] == 1);
        var byComponent = shared
            ? (double)site.Count * outputs * site.In
            : site.Count * ((double)site.Out * (site.In + EntryCost + outputs));
        var byColumn = site.Columns * (site.In + (shared ? 0 : (double)outputs * site.Out) + (EntryCost * outputs));
        return byColumn <= byComponent ? ByColumn(site, x, v, u, slopes) : ByComponent(site, x, v, u, slopes);
    }

    // One rank-one of every component at a time: a sum over the R neighbours in [batch, O, C·R] would be far slower.
    private static Tensor ByColumn(Site site, Tensor x, Tensor v, Tensor u, Tensor slopes)
    {
        var (reads, writes) = (v.Reshape([site.In, site.Count, site.Rank]), u.Reshape([site.Count, site.Rank, site.Out]));
        return Enumerable.Range(0, site.Rank).Select(m =>
        {
            var inner = x.MatMul(reads.Slice(2, m, 1).Reshape([site.In, site.Count]));   // [batch, C]
            return inner.Reshape([x.Shape[0], 1, site.Count]) * slopes.MatMul(writes.Slice(1, m, 1).Reshape([site.Count, site.Out]), transposeB: true);
        }).Aggregate((a, b) => a + b);   // [batch, O, C]
    }

    // What every component would write alone, y_c = P_c·x, and then its product with the slopes.
    private static Tensor ByComponent(Site site, Tensor x, Tensor v, Tensor u, Tensor slopes)
    {
        var (batch, outputs) = (x.Shape[0], slopes.Shape[1]);
        if (slopes.Shape[0] == 1)
        {
            var reached = u.MatMul(slopes.Reshape([outputs, site.Out]), transposeB: true);   // [C·R, O]
            return x.MatMul(Written(site, v, reached, 1, 2, 0)).Reshape([batch, outputs, site.Count]);
        }

        var written = x.MatMul(Written(site, v, u, 1, 0, 2)).Reshape([batch, site.Count, site.Out]);
        return slopes.MatMul(written, transposeB: true);
    }

    // V_c·U_c of every component side by side: [C, in, n] in the given order of axes, the last two joined.
    private static Tensor Written(Site site, Tensor v, Tensor u, params int[] order)
    {
        var reads = v.Reshape([site.In, site.Count, site.Rank]).Transpose(1, 0, 2);    // [C, in, R]
        var each = reads.MatMul(u.Reshape([site.Count, site.Rank, u.Shape[1]])).Transpose(order);
        return each.Reshape([site.In, site.Count * u.Shape[1]]);
    }
}
