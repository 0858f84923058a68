using Cleave.Figures.Plots;
using Cleave.Runs.Reports;

namespace Cleave.Figures.Grids;

/// <summary>One plot for each score, every variant a column, every seed a dot.</summary>
public static class ScoreFigure
{
    /// <summary>The figure.</summary>
    /// <param name="report">Rows labelled by variant.</param>
    /// <param name="first">The score that comes first.</param>
    public static DotChart Of(GridReport report, string first) => new()
    {
        Title = report.Title,
        Caption = GridCaption.Of(report),
        Panels = [.. report.Scores.OrderByDescending(s => s == first).Select(score => new DotPanel(
            score.Replace('_', ' '), new Axis(score.Replace('_', ' ')) { WithZero = true },
            [.. report.Rows.Select(r => new DotColumn(r.Labels[0], Values(r, score), null))]))],
    };

    private static IReadOnlyList<double> Values(ReportRow row, string score) =>
        [.. row.Cells.Where(c => c.Evaluation?.Scores?.ContainsKey(score) == true).Select(c => c.Evaluation!.Scores![score])];
}
