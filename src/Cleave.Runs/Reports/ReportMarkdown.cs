using System.Globalization;
using System.Text;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Runs.Reports;

/// <summary>A report as a Markdown page.</summary>
public static class ReportMarkdown
{
    private const string Missed = "**misses** ";
    private const string Stated = "published ";

    /// <summary>The page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="figure">Path of its figure as the page links it, or null.</param>
    public static string Of(GridReport report, string? figure = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {report.Title}\n");
        if (report.Answer is { } answer)
            page.Append(CultureInfo.InvariantCulture, $"\n**{answer}**\n");
        foreach (var paragraph in report.Introduction.Concat(report.Origin is { } origin ? [origin] : []))
            page.Append(CultureInfo.InvariantCulture, $"\n{paragraph}\n");
        if (figure is not null)
            page.Append(CultureInfo.InvariantCulture, $"\n![{report.Title}]({figure})\n");
        page.Append('\n');
        page.Append(Table([.. report.Grouping, "seeds", .. report.Measures.Select(m => m.Title), "remarks"],
            report.Rows.Select(r => (string[])[.. r.Labels, Seeds(r), .. report.Measures.Select(m => Text(report, r, m)), Remarks(report, r)])));
        foreach (var alike in report.Rows.Where(r => r.ScoreNames.Any()).GroupBy(r => string.Join(' ', r.ScoreNames)))
            Scores(page, report, [.. alike.First().ScoreNames], alike);
        return page.ToString();
    }

    /// <summary>A number as tables show it.</summary>
    public static string Number(double value) => value == 0 ? "0"
        : Math.Abs(value) is >= 1e-3 and < 1e5 ? value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.#", _ => "0.###" }, CultureInfo.InvariantCulture)
        : value.ToString("0.##e0", CultureInfo.InvariantCulture);

    /// <summary>How many seeds a row has, of how many where some were not run.</summary>
    public static string Seeds(ReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Ran == row.Cells.Count ? Number(row.Ran) : $"{Number(row.Ran)} of {Number(row.Cells.Count)}";
    }

    /// <summary>Mean, deviation and worst; one number where there is no difference.</summary>
    public static string Number(Aggregate values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 1 ? Number(values.Mean)
            : $"{Number(values.Mean)} ± {Number(values.Deviation)}{(values.Deviation == 0 ? "" : $" ({Number(values.Worst)})")}";
    }

    private static string Text(GridReport report, ReportRow row, Measure measure)
    {
        var published = report.PublishedFor(row, measure);
        if (row[measure] is not { } values)
            return published is null ? "" : $"{(row.Ran == 0 ? Stated : Missed)}{Number(published)}";
        var truth = measure.Name switch
        {
            "alive" when row.Mechanisms is { } mechanisms => $" of {mechanisms}",
            "l0" when row.OracleL0 is { } oracle => $" of {Number(oracle)}",
            _ => "",
        };
        var text = $"{Number(values)}{truth}";
        return published is null ? text : $"{text}; {(published.IsMissedBy(values) ? Missed : Stated)}{Number(published)}";
    }

    private static string Number(Published published) =>
        $"{Number(published.Value)}{(published.Deviation is { } deviation ? $" ± {deviation.ToString("0.000", CultureInfo.InvariantCulture)}" : "")}";

    private static string Remarks(GridReport report, ReportRow row)
    {
        List<string> remarks = [.. row.VerdictRemarks];
        if (report.Misses(row).Count > 0)
            remarks.Add("misses");
        if (row.Recovered is { } recovered)
            remarks.Add($"recovered {recovered} of {row.Ran}");
        remarks.AddRange(row.ConvergenceRemarks);
        if (row.Ran == 0)
            remarks.Add("not run");
        remarks.AddRange(row.Failed.Select(c => $"failed {c.Cell.Name}: {c.Failure}"));
        return string.Join("; ", remarks);
    }

    // What only one kind of target has: a table for it.
    private static void Scores(StringBuilder page, GridReport report, IReadOnlyList<string> names, IEnumerable<ReportRow> rows)
    {
        page.Append('\n').Append(Table([.. report.Grouping, .. names.Select(s => s.Replace('_', ' '))],
            rows.Select(r => (string[])[.. r.Labels, .. names.Select(s => r.Score(s) is { } values ? Number(values) : "")])));
    }

    private static string Table(IEnumerable<string> titles, IEnumerable<string[]> rows) => MarkdownText.Of(new ReportTable(
        [.. titles.Select(t => new ReportColumn(t, t))], [.. rows.Select(r => (IReadOnlyList<ReportCell>)[.. r.Select(ReportCell.Of)])]));
}
