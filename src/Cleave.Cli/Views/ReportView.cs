using Cleave.Runs.Reports;
using Spectre.Console;

namespace Cleave.Cli.Views;

/// <summary>The short form of a report: the answer, means, and what was missed.</summary>
internal static class ReportView
{
    // The rest is in the report's files.
    private static readonly string[] Left = ["pattern_error_strict", "faithfulness", "pgd_80"];

    public static void Write(IAnsiConsole console, GridReport report)
    {
        if (report.Answer is { } answer)
            console.WriteLine(answer);
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. report.Grouping.Select(g => new TableColumn(g).NoWrap())]).AddColumn(Right("seeds"));
        Measure[] measures = [.. report.Measures.Where(m => !Left.Contains(m.Name, StringComparer.Ordinal))];
        foreach (var measure in measures)
            table.AddColumn(Right(measure.Title));
        table.AddColumn("verdict, misses");
        foreach (var row in report.Rows)
        {
            table.AddRow([.. row.Labels.Select(Markup.Escape), ReportMarkdown.Seeds(row),
                .. measures.Select(m => Digits.Of(row[m]?.Mean)), Markup.Escape(Remarks(report, row))]);
        }

        console.Write(table);
        if (report.Origin is { } origin)
            console.WriteLine(origin);
    }

    private static string Remarks(GridReport report, ReportRow row) => string.Join("; ",
        [.. row.VerdictRemarks, .. report.Misses(row).Select(p => $"{p.Measure} {Digits.Of(p.Value)}"), .. row.ConvergenceRemarks, .. row.Failed.Select(c => $"failed {c.Cell.Name}")]);

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned().NoWrap();
}
