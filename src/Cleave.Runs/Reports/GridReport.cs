using Cleave.Runs.Grids;

namespace Cleave.Runs.Reports;

/// <summary>The results of a grid, one row for the cells that share all labels of the grouping.</summary>
public sealed record GridReport
{
    private GridReport(IReadOnlyList<string> grouping, IReadOnlyList<ReportRow> rows) => (Grouping, Rows) = (grouping, rows);

    /// <summary>Heading of documents.</summary>
    public string Title { get; init; } = "Grid";

    /// <summary>What was asked, what came out and what was published, in a sentence or two; null for what asks nothing.</summary>
    public string? Answer { get; init; }

    /// <summary>What a reader must know before the table, in paragraphs of Markdown.</summary>
    public IReadOnlyList<string> Introduction { get; init; } = [];

    /// <summary>The labels that make a row.</summary>
    public IReadOnlyList<string> Grouping { get; }

    /// <summary>The rows, in the order in which their first cells come.</summary>
    public IReadOnlyList<ReportRow> Rows { get; }

    /// <summary>The columns that have a value anywhere.</summary>
    public IReadOnlyList<Measure> Measures => [.. Measure.All.Where(m => Rows.Any(r => r[m] is not null))];

    /// <summary>Names of all scores.</summary>
    public IReadOnlyList<string> Scores => [.. Rows.SelectMany(r => r.ScoreNames).Distinct()];

    /// <summary>Where the results come from, in one sentence, or null when all were made or found in run folders.</summary>
    public string? Origin
    {
        get
        {
            CellResult[] cells = [.. Rows.SelectMany(r => r.Cells)];
            string[] versions = [.. cells.Select(c => c.Known?.Code).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
            var (earlier, missing) = (cells.Count(c => c.Known is not null), cells.Count(c => c.NotRun));
            return (earlier, missing) is (0, 0) ? null
                : $"Of {cells.Length} cells {earlier} come from earlier sessions{(versions.Length > 0 ? $" (code {string.Join(", ", versions)})" : "")}"
                    + $"{(missing > 0 ? $"; {missing} were not run" : "")}.";
        }
    }

    /// <summary>Groups results.</summary>
    /// <param name="results">What became of the cells.</param>
    /// <param name="grouping">Names of labels that every cell has.</param>
    public static GridReport Of(IReadOnlyList<CellResult> results, params IReadOnlyList<string> grouping)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(grouping);
        return new GridReport(grouping, [.. results.GroupBy(r => string.Join('\n', grouping.Select(g => r.Cell[g])), StringComparer.Ordinal)
            .Select(g => new ReportRow([.. grouping.Select(label => g.First().Cell[label])], [.. g]))]);
    }

    /// <summary>The published value of a row's measure, or null; only rows with a target and a method have one.</summary>
    public Published? PublishedFor(ReportRow row, Measure measure)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(measure);
        var (target, method) = (Label(row, "target"), Label(row, "method"));
        return Published.All.FirstOrDefault(p => p.Target == target && p.Method == method && p.Measure == measure.Name);
    }

    /// <summary>The published values that a row misses; one whose cells all failed misses every one, one of which no cell was run misses none.</summary>
    public IReadOnlyList<Published> Misses(ReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Ran == 0 ? [] : [.. Measure.All.Select(m => (Published: PublishedFor(row, m), Value: row[m]))
            .Where(v => v.Published is not null && (v.Value is null || v.Published.IsMissedBy(v.Value))).Select(v => v.Published!)];
    }

    private string? Label(ReportRow row, string name) => Grouping.Index().Where(g => g.Item == name).Select(g => row.Labels[g.Index]).FirstOrDefault();
}
