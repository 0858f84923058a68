using Cleave.Figures.Plots;
using Cleave.Runs.Reports;

namespace Cleave.Figures.Grids;

/// <summary>Recovery of known mechanisms by target and method.</summary>
public static class RecoveryFigure
{
    private static readonly string[] Recovered = ["mmcs", "ml2r", "pattern_error"];
    private static readonly string[] Other = ["l0", "stochastic", "pgd_20"];

    /// <summary>For each target a row of plots, every method a column, every seed a dot, the published value dashed.</summary>
    /// <param name="report">Rows labelled by target and method.</param>
    public static DotChart Of(GridReport report) => new()
    {
        Title = report.Title,
        Caption = GridCaption.Of(report),
        Panels =
        [
            .. from target in report.Rows.GroupBy(r => r.Labels[0], StringComparer.Ordinal)
               from measure in Columns([.. target])
               select Panel(report, $"{target.Key}: {measure.Title}", measure, [.. target]),
        ],
    };

    // Three a target, so that each target is a row; targets without recovery show what all have.
    private static IEnumerable<Measure> Columns(IReadOnlyList<ReportRow> rows)
    {
        var all = Recovered.Concat(Other).Select(Measure.Named);
        return all.Where(m => rows.Any(r => r[m] is not null)).Concat(all).Distinct().Take(Recovered.Length);
    }

    private static DotPanel Panel(GridReport report, string title, Measure measure, IReadOnlyList<ReportRow> rows) =>
        new(title, new Axis(measure.Title) { WithZero = measure.Name is "pattern_error" or "l0" },
            [.. rows.Select(r => new DotColumn(string.Join(' ', r.Labels.Skip(1)), Values(r, measure), Reference(report, r, measure)))]);

    private static IReadOnlyList<double> Values(ReportRow row, Measure measure) =>
        [.. row.Cells.Where(c => c.Evaluation is not null).Select(measure.Of).OfType<double>()];

    private static double? Reference(GridReport report, ReportRow row, Measure measure) =>
        report.PublishedFor(row, measure)?.Value ?? (measure.Name == "l0" ? row.OracleL0 : null);
}
