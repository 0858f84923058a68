using Cleave.Decomposition.Recipes;
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
    public bool Fits(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.Components.Sites.Any(s => s.Name == CancellingToy.Left) && experiment.Components.Sites.Any(s => s.Name == CancellingToy.Right);
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, double Value)> Measure(CpuDevice device, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return
        [
            ("kept_left_cancelling", Kept(device, experiment, CancellingToy.Left, CancellingToy.Cancelling)),
            ("kept_right_cancelling", Kept(device, experiment, CancellingToy.Right, CancellingToy.Cancelling)),
            ("kept_left_useful", Kept(device, experiment, CancellingToy.Left, CancellingToy.LeftUseful)),
            ("kept_right_useful", Kept(device, experiment, CancellingToy.Right, CancellingToy.RightUseful)),
        ];
    }

    private static double Kept(CpuDevice device, Experiment experiment, string layer, int feature)
    {
        var site = experiment.Components.Sites.Single(s => s.Name == layer);
        var importances = ToyEvaluation.OneHotImportances(device, experiment, site);
        var (u, v) = (experiment.Components.U(site).Span.ToArray(), experiment.Components.V(site).Span.ToArray());
        var probe = experiment.Subject.Truth!.Probes().Span.Slice(feature * site.In, site.In).ToArray();
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
