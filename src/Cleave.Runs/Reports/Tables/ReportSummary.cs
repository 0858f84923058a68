namespace Cleave.Runs.Reports.Tables;

/// <summary>The short form of a report: the answer, means, and what was missed. The rest is in the report's files.</summary>
public static class ReportSummary
{
    private static readonly string[] Left = ["pattern_error_strict", "faithfulness", "pgd_80"];

    // What a reader looks at first; other measures give way where there is little room.
    private static readonly string[] Important = ["l0", "pattern_error", "pgd_20", "mmcs", "alive"];

    /// <summary>The table, and where its results come from.</summary>
    public static IReadOnlyList<Block> Of(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Measure[] measures = [.. report.Measures.Where(m => !Left.Contains(m.Name, StringComparer.Ordinal))];
        var table = new ReportTable(
            [
                .. report.Grouping.Select(g => new ReportColumn(g, g) { Least = 10 }),
                ReportColumn.Number("seeds", "seeds", 2 + Important.Length),
                .. measures.Select(m => ReportColumn.Number(m.Name, m.Title, Priority(m.Name))),
                new ReportColumn("remarks", "verdict, misses") { Priority = 2 },
            ],
            [
                .. report.Rows.Select(r => (IReadOnlyList<ReportCell>)
                [
                    .. r.Labels.Select(ReportCell.Of), ReportMarkdown.Seeds(r), .. measures.Select(m => ReportCell.Of(r[m]?.Mean)), Remarks(report, r),
                ]),
            ]);
        return
        [
            .. report.Answer is { } answer ? [new Passage(answer)] : (Block[])[],
            table,
            .. report.Origin is { } origin ? [new Passage(origin)] : (Block[])[],
        ];
    }

    private static int Priority(string measure) => Array.IndexOf(Important, measure) is >= 0 and var place ? 1 + place : 3 + Important.Length;

    private static string Remarks(GridReport report, ReportRow row) => string.Join("; ",
        [.. row.VerdictRemarks, .. report.Misses(row).Select(p => $"{p.Measure} {Digits.Of(p.Value)}"), .. row.ConvergenceRemarks, .. row.Failed.Select(c => $"failed {c.Cell.Name}")]);
}
