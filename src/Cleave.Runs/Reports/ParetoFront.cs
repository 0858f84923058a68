using System.Globalization;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Reports;

/// <summary>A setting of a sweep by what it costs and how well it withstands an adversary, means over seeds.</summary>
/// <param name="Row">The setting.</param>
/// <param name="L0">Important subcomponents.</param>
/// <param name="Adversarial">Divergence under the fresh adversary.</param>
/// <param name="OnFront">Whether no other setting that counts is better in one and at least as good in the other.</param>
public sealed record ParetoPoint(ReportRow Row, double L0, double Adversarial, bool OnFront);

/// <summary>
/// The settings of a sweep that no other one beats in both L0 and adversarial reconstruction, and the best of them. Where results
/// are judged, only acceptable ones count: a setting whose result is not good is never the best.
/// </summary>
public sealed record ParetoFront
{
    private const int Usual = 20;
    private const double Least = 1e-12;   // logarithms need something above zero

    private ParetoFront(IReadOnlyList<ParetoPoint> points, Measure adversary) => (Points, Adversary) = (points, adversary);

    /// <summary>All settings with an evaluation, by L0.</summary>
    public IReadOnlyList<ParetoPoint> Points { get; }

    /// <summary>The adversary they are judged by: 20 steps where all were evaluated so, else the most steps that all were.</summary>
    public Measure Adversary { get; }

    /// <summary>The best setting, or null where there is none to choose.</summary>
    public ParetoPoint? Best { get; private init; }

    /// <summary>The setting that comes nearest to being good, where none is; else null.</summary>
    public ParetoPoint? Nearest { get; private init; }

    /// <summary>Whether the config has bars to judge results by.</summary>
    public bool Judged => Points.Any(p => p.Row.Verdict is { State: not VerdictState.CannotSay });

    /// <summary>Why it is the best, or why there is none, in one sentence.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Finds the front, and the best on it.</summary>
    /// <param name="report">The sweep.</param>
    /// <param name="mostL0">The best may have no more than this; null means the knee of the front is the best.</param>
    public static ParetoFront Of(GridReport report, double? mostL0 = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var steps = report.Rows.SelectMany(r => r.Cells).Select(c => c.Evaluation).OfType<EvaluationDocument>().Select(e => e.Pgd.Keys)
            .Aggregate((IEnumerable<int>?)null, (common, keys) => common?.Intersect(keys) ?? keys)?.ToArray() ?? [];
        var adversary = Measure.Ladder(steps.Contains(Usual) || steps.Length == 0 ? Usual : steps.Max());
        var measured = report.Rows.Select(r => (Row: r, L0: r[Measure.Named("l0")]?.Mean, Adversarial: r[adversary]?.Mean))
            .Where(p => p is { L0: not null, Adversarial: not null }).Select(p => (p.Row, L0: p.L0!.Value, Adversarial: p.Adversarial!.Value)).ToArray();
        var counted = measured.Any(p => p.Row.Verdict is { State: not VerdictState.CannotSay }) ? [.. measured.Where(p => p.Row.Acceptable)] : measured;
        var points = measured.OrderBy(p => p.L0).ThenBy(p => p.Adversarial).Select(p => new ParetoPoint(p.Row, p.L0, p.Adversarial, counted.Contains(p)
            && !counted.Any(q => q.L0 <= p.L0 && q.Adversarial <= p.Adversarial && (q.L0 < p.L0 || q.Adversarial < p.Adversarial)))).ToArray();
        var front = new ParetoFront(points, adversary);
        return points.Length > 0 && counted.Length == 0 ? front.WithoutAny() : mostL0 is { } limit ? front.Within(limit) : front.Knee();
    }

    private ParetoFront WithoutAny() => this with
    {
        Nearest = Points.MinBy(p => (p.Row.Failed.Count(), p.Row.Verdict!.Distance)),
        Reason = Points.Count == 1 ? "The only setting is not good by the bars of the config." : $"None of the {Points.Count} settings is good by the bars of the config.",
    };

    private ParetoFront Within(double limit)
    {
        var best = Points.Where(p => p.L0 <= limit && (p.Row.Acceptable || !Judged)).MinBy(p => p.Adversarial);
        var text = ReportMarkdown.Number(limit);
        return this with
        {
            Best = best,
            Reason = best is null ? $"No {Setting} has an L0 of at most {text}." : $"It has the lowest {Adversary.Title} of all {Setting}s with an L0 of at most {text}.",
        };
    }

    private string Setting => Judged ? "acceptable setting" : "setting";

    /// <summary>What explains nothing is no knee: a setting whose adversarial error is that of removing everything.</summary>
    private ParetoFront Knee()
    {
        var front = Points.Where(p => p.OnFront && p.Adversarial < p.Row.Cells.Where(c => c.Evaluation is not null).Average(c => c.Evaluation!.ZeroAblation)).ToArray();
        if (front.Length == 0)
            return this with { Reason = "Under the adversary no setting does better than removing everything." };
        var (l0, adversarial) = (Span(front.Select(p => p.L0)), Span(front.Select(p => p.Adversarial)));
        return this with
        {
            Best = front.MinBy(p => Math.Pow(l0(p.L0), 2) + Math.Pow(adversarial(p.Adversarial), 2)),
            Reason = front.Length == 1 ? "No other setting on the front does better under the adversary than removing everything."
                : string.Create(CultureInfo.InvariantCulture, $"It is the knee: of the {front.Length} settings on the front that beat removing everything it lies nearest to ")
                    + $"the lowest L0 and the lowest {Adversary.Title} at once, both on logarithmic axes over the front's extent.",
        };
    }

    private static Func<double, double> Span(IEnumerable<double> values)
    {
        double[] logs = [.. values.Select(v => Math.Log(Math.Max(Least, v)))];
        var (low, extent) = (logs.Min(), Math.Max(Least, logs.Max() - logs.Min()));
        return value => (Math.Log(Math.Max(Least, value)) - low) / extent;
    }
}
