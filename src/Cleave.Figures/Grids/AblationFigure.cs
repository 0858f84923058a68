using Cleave.Figures.Plots;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;

namespace Cleave.Figures.Grids;

/// <summary>For each target and measure a plot of what every variant changes: each seed a dot, against the baseline's same seed.</summary>
public static class AblationFigure
{
    private static readonly string[] Differences = ["mmcs", "ml2r", "pattern_error", "alive", "l0"];
    private static readonly string[] Ratios = ["stochastic", "pgd_20", "pgd_80"];

    /// <summary>The figure.</summary>
    /// <param name="report">Rows labelled target and variant first.</param>
    public static DotChart Of(GridReport report) => new()
    {
        Title = report.Title,
        Caption = GridCaption.Of(report),
        Panels =
        [
            .. from target in report.Rows.GroupBy(r => r.Labels[0], StringComparer.Ordinal)
               from name in Differences.Concat(Ratios)
               let measure = Measure.Named(name)
               where target.Any(r => r[measure] is not null)
               select Panel(target.Key, measure, [.. target]),
        ],
    };

    private static DotPanel Panel(string target, Measure measure, IReadOnlyList<ReportRow> rows)
    {
        var isRatio = Ratios.Contains(measure.Name);
        var baseline = rows.Where(r => r.Labels[1] == AblationTable.Baseline).SelectMany(r => Values(r, measure)).ToDictionary();
        return new DotPanel($"{target}: {measure.Title}", new Axis(isRatio ? "log2 of ratio to baseline" : "difference to baseline") { WithZero = true },
        [
            .. rows.Where(r => r.Labels[1] != AblationTable.Baseline).Select(r => new DotColumn(r.Labels[1],
                [.. Values(r, measure).Where(v => baseline.ContainsKey(v.Key)).Select(v => isRatio ? Math.Log2(v.Value / baseline[v.Key]) : v.Value - baseline[v.Key])], 0)),
        ]);
    }

    private static IEnumerable<KeyValuePair<string, double>> Values(ReportRow row, Measure measure) =>
        from cell in row.Cells
        where cell.Evaluation is not null
        let value = measure.Of(cell)
        where value is not null
        select KeyValuePair.Create(cell.Cell["seed"], value.Value);
}
