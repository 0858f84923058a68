using System.Text;

namespace Cleave.Runs.Reports;

/// <summary>A sweep as a Markdown page: the best setting, then all of them by L0.</summary>
public static class SweepPage
{
    /// <summary>The page.</summary>
    public static string Of(GridReport report, ParetoFront front, string figure)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(front);
        var page = new StringBuilder($"# {report.Title}\n\n{Best(report, front)}\n\n![{report.Title}]({figure})\n\n");
        Line(page, [.. report.Grouping, "L0", front.Adversary.Title, "stochastic", "alive", "runs", "front", "verdict"]);
        Line(page, [.. Enumerable.Repeat("---", report.Grouping.Count + 7)]);
        foreach (var point in front.Points)
            Line(page, Cells(point.Row, front.Adversary, Mark(point, front)));
        foreach (var row in report.Rows.Except(front.Points.Select(p => p.Row)))
            Line(page, Cells(row, front.Adversary, string.Join("; ", row.Failed.Select(c => $"failed {c.Cell.Name}: {c.Failure}"))));
        return page.ToString();
    }

    /// <summary>The best setting, the reason, and whether it is good; or which comes nearest where none is.</summary>
    public static string Best(GridReport report, ParetoFront front)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(front);
        return front.Nearest is { } nearest ? $"{front.Reason} {(front.Points.Count == 1 ? "It" : "The nearest")} is {Name(report, front, nearest)}. {nearest.Row.Verdict!.Sentence}"
            : front.Best is not { } best ? front.Reason
            : front.Judged ? $"Best: {Name(report, front, best)}. {front.Reason} {best.Row.Verdict!.Sentence}"
            : $"First to look at: {Name(report, front, best)}. {front.Reason} Whether it is good was not judged: the config has no verdict section.";
    }

    private static string Name(GridReport report, ParetoFront front, ParetoPoint point) =>
        $"{string.Join(", ", report.Grouping.Zip(point.Row.Labels, (key, value) => $"{key}={value}"))} "
            + $"(L0 {ReportMarkdown.Number(point.L0)}, {front.Adversary.Title} {ReportMarkdown.Number(point.Adversarial)}; run {point.Row.Cells[0].Cell.Name})";

    private static string Mark(ParetoPoint point, ParetoFront front) => string.Join("; ", (string[])
    [
        .. point == front.Nearest ? ["nearest"] : (string[])[],
        .. point == front.Best ? [front.Judged ? "best" : "first"] : point.OnFront ? ["yes"] : (string[])[],
        .. point.Row.ConvergenceRemarks,
    ]);

    private static string[] Cells(ReportRow row, Measure adversary, string mark)
    {
        Measure[] measures = [Measure.Named("l0"), adversary, Measure.Named("stochastic"), Measure.Named("alive")];
        return [.. row.Labels, .. measures.Select(m => row[m] is { } values ? ReportMarkdown.Number(values) : ""),
            string.Join(", ", row.Cells.Select(c => c.Cell.Name)), mark, string.Join("; ", row.VerdictRemarks)];
    }

    private static void Line(StringBuilder page, IReadOnlyList<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
