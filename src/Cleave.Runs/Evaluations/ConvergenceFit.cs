using Cleave.Decomposition.Training;
using Cleave.Runs.Recipes;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Evaluations;

/// <summary>Reads from a run's metrics whether it had converged; see <see cref="Convergence"/>.</summary>
public static class ConvergenceFit
{
    private const int LeastRows = 4;

    /// <summary>Fits the last tenth of the steps so far.</summary>
    /// <param name="rows">Logged rows, oldest first.</param>
    /// <param name="losses">The objective: its first adversarial reconstruction is looked at, else its first stochastic one, else its first.</param>
    /// <param name="step">Finished steps.</param>
    /// <param name="bars">How much may change; null means the standard.</param>
    public static Convergence Of(IReadOnlyList<MetricRow> rows, IReadOnlyList<TermConfig> losses, long step, ConvergenceBars? bars = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(losses);
        var (after, allowed) = (step * 9 / 10, bars ?? ConvergenceBars.Standard);
        MetricRow[] last = [.. rows.Where(r => r.Step > after && r.Step <= step)];
        Drift[] drifts = last.Length < LeastRows ? [] :
        [
            Fit(Drift.L0, Series(last, Drift.L0), allowed.L0),
            .. Reconstruction(losses) is { } term ? [Fit(term, Series(last, $"{StepReport.TermPrefix}{term}"), allowed.Reconstruction)] : (Drift[])[],
        ];
        return new Convergence
        {
            AfterStep = after,
            Rows = last.Length,
            Drifts = drifts,
        };
    }

    private static Drift Fit(string name, (double Step, double Value)[] points, double allowed)
    {
        var (meanStep, level) = (points.Average(p => p.Step), points.Average(p => p.Value));
        if (points.Length < LeastRows || level == 0)
            return new Drift(name, level, 0, 0, false) { Allowed = allowed };
        var spread = points.Sum(p => (p.Step - meanStep) * (p.Step - meanStep));
        var slope = points.Sum(p => (p.Step - meanStep) * (p.Value - level)) / spread;
        var residual = points.Sum(p => Math.Pow(p.Value - level - (slope * (p.Step - meanStep)), 2));
        var scale = (points[^1].Step - points[0].Step) / Math.Abs(level);
        var (change, noise) = (slope * scale, Math.Sqrt(residual / (points.Length - 2) / spread) * scale);
        return new Drift(name, level, change, noise, Math.Abs(change) > allowed && Math.Abs(change) > Quantile(points.Length - 2) * noise) { Allowed = allowed };
    }

    /// <summary>Student's two-sided 95 % quantile as its expansion about the normal one; 3 % low at 2 degrees of freedom, exact for many.</summary>
    private static double Quantile(double freedom) => 1.96 + (2.372 / freedom) + (2.823 / Math.Pow(freedom, 2)) + (2.556 / Math.Pow(freedom, 3));

    private static (double Step, double Value)[] Series(MetricRow[] rows, string name) =>
        [.. rows.SelectMany(r => r.Values.Where(v => v.Key == name).Select(v => ((double)r.Step, v.Value)))];

    private static string? Reconstruction(IReadOnlyList<TermConfig> losses)
    {
        var terms = losses.Where(t => t.Settings is ReconstructionSettings).Select(t => (t.Name, ((ReconstructionSettings)t.Settings).Masks)).ToArray();
        return (terms.FirstOrDefault(t => t.Masks is AdversarySettings or MergedSettings).Name ?? terms.FirstOrDefault(t => t.Masks is StochasticSettings).Name)
            ?? terms.FirstOrDefault().Name;
    }
}
