using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// For two circuits that cancel: how much of each circuit the importances keep, ‖Σ_c g_c·U_c·(V_c·x)‖ / ‖W·x‖ on the probe x that shows it
/// alone, with g the importances on that probe. Near 0 the circuit is called unimportant, near 1 important.
/// </summary>
public sealed class CancellingScore : IScore
{
    /// <inheritdoc/>
    public bool Fits(DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        return decomposed.Components.Sites.Any(s => s.Name == CancellingToy.Left) && decomposed.Components.Sites.Any(s => s.Name == CancellingToy.Right);
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(CpuDevice device, DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        return
        [
            ("kept_left_cancelling", Kept(device, decomposed, CancellingToy.Left, CancellingToy.Cancelling)),
            ("kept_right_cancelling", Kept(device, decomposed, CancellingToy.Right, CancellingToy.Cancelling)),
            ("kept_left_useful", Kept(device, decomposed, CancellingToy.Left, CancellingToy.LeftUseful)),
            ("kept_right_useful", Kept(device, decomposed, CancellingToy.Right, CancellingToy.RightUseful)),
        ];
    }

    private static double Kept(CpuDevice device, DecomposedTarget decomposed, string layer, int feature)
    {
        var site = decomposed.Components.Sites.Single(s => s.Name == layer);
        var importances = ToyEvaluation.OneHotImportances(device, decomposed, site);
        var (u, v) = (decomposed.Components.U(site).Span.ToArray(), decomposed.Components.V(site).Span.ToArray());
        var probe = decomposed.Subject.Truth!.Probes().Span.Slice(feature * site.In, site.In).ToArray();
        var kept = new double[site.Out];
        for (var c = 0; c < site.Count; c++)
        {
            var inner = Enumerable.Range(0, site.In).Sum(i => (double)probe[i] * v[(i * site.Count) + c]);
            for (var o = 0; o < site.Out; o++)
                kept[o] += importances[feature, c] * inner * u[(c * site.Out) + o];
        }

        return Norm(kept) / Norm(Whole(site, probe));
    }

    private static double[] Whole(Site site, float[] probe)
    {
        var weight = site.Layer.Weight.Span.ToArray();
        return [.. Enumerable.Range(0, site.Out).Select(o => Enumerable.Range(0, site.In).Sum(i => (double)weight[(o * site.In) + i] * probe[i]))];
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));
}
