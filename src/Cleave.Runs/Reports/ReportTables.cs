using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Grids;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Reports;

/// <summary>A report for programs: CSV with one line a cell, and JSON with rows and cells.</summary>
public static class ReportTables
{
    /// <summary>One line a cell; an empty field has no value.</summary>
    public static string Csv(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var labels = report.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Cell.Labels.Keys).Distinct().ToArray();
        var text = new StringBuilder();
        Line(text, ["cell", .. labels, .. Measure.All.Select(m => m.Name), "mechanisms", "oracle_l0", .. report.Scores, "verdict", "convergence", "failure"]);
        foreach (var cell in report.Rows.SelectMany(r => r.Cells))
        {
            Line(text,
            [
                cell.Cell.Name, .. labels.Select(l => cell.Cell.Labels.GetValueOrDefault(l, "")), .. Measure.All.Select(m => Exact(Value(cell, m))),
                Exact(cell.Evaluation?.Mechanisms), Exact(cell.Evaluation?.OracleL0),
                .. report.Scores.Select(s => Exact(cell.Evaluation?.Scores is { } scores && scores.TryGetValue(s, out var score) ? score : null)),
                Verdict(cell) ?? "",
                Label(cell) ?? "",
                cell.Failure ?? (cell.NotRun ? "not run" : ""),
            ]);
        }

        return text.ToString();
    }

    /// <summary>The whole report; names are stable.</summary>
    public static JsonObject Json(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new JsonObject
        {
            ["title"] = report.Title,
            ["answer"] = report.Answer,
            ["origin"] = report.Origin,
            ["rows"] = new JsonArray([.. report.Rows.Select(r => (JsonNode)Row(report, r))]),
        };
    }

    private static JsonObject Row(GridReport report, ReportRow row)
    {
        var result = new JsonObject();
        foreach (var (label, value) in report.Grouping.Zip(row.Labels))
            result[label] = value;
        result["seeds"] = row.Cells.Count;
        result["ran"] = row.Ran;
        result["recovered"] = row.Recovered;
        result["unconverged"] = row.Unconverged;
        result["verdict"] = row.Verdict is { } verdict ? Text(verdict.State) : null;
        result["mechanisms"] = row.Mechanisms;
        result["oracle_l0"] = Finite(row.OracleL0);
        result["measures"] = new JsonObject(Measure.All.Where(m => row[m] is not null).Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Values(row[m]!))));
        result["scores"] = new JsonObject(row.ScoreNames.Select(s => KeyValuePair.Create(s, (JsonNode?)Values(row.Score(s)!))));
        result["published"] = new JsonArray([.. Measure.All.Select(m => report.PublishedFor(row, m)).OfType<Published>().Select(p => (JsonNode)Value(p, report.Misses(row)))]);
        result["cells"] = new JsonArray([.. row.Cells.Select(c => (JsonNode)Cell(c))]);
        return result;
    }

    private static JsonObject Cell(CellResult cell) => new()
    {
        ["cell"] = cell.Cell.Name,
        ["folder"] = cell.Known is null && !cell.NotRun ? cell.Folder.Path : null,
        ["earlier"] = cell.Known is not null,
        ["verdict"] = Verdict(cell),
        ["sentence"] = cell.Verdict?.Sentence,
        ["convergence"] = Label(cell),
        ["failure"] = cell.Failure,
    };

    private static JsonObject Values(Aggregate values) => new()
    {
        ["mean"] = Finite(values.Mean),
        ["deviation"] = Finite(values.Deviation),
        ["worst"] = Finite(values.Worst),
    };

    private static JsonObject Value(Published published, IReadOnlyList<Published> missed) => new()
    {
        ["measure"] = published.Measure,
        ["value"] = published.Value,
        ["deviation"] = published.Deviation,
        ["source"] = published.Source,
        ["missed"] = missed.Contains(published),
    };

    private static string? Label(CellResult cell) => cell.Evaluation?.Convergence?.State switch
    {
        ConvergenceState.Converged => "converged",
        ConvergenceState.NotConverged => "not_converged",
        ConvergenceState.Undecided => "undecided",
        ConvergenceState.Unknown => "unknown",
        _ => null,
    };

    private static string? Verdict(CellResult cell) => cell.Verdict is { } verdict ? Text(verdict.State) : null;

    private static string Text(VerdictState state) => state switch
    {
        VerdictState.Good => "good",
        VerdictState.Usable => "usable",
        VerdictState.NotGood => "not_good",
        _ => "cannot_say",
    };

    private static double? Value(CellResult cell, Measure measure) => cell.Evaluation is null ? null : measure.Of(cell);

    // JSON has no such numbers.
    private static JsonValue? Finite(double? value) => value is not { } number ? null
        : double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));

    private static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void Line(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields.Select(Quoted)).Append('\n');

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
