using System.Globalization;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;

namespace Cleave.Runs.Reports.Tables;

/// <summary>A list of runs as people read it.</summary>
public static class RunsPage
{
    /// <summary>A row for each run.</summary>
    public static IReadOnlyList<Block> Of(IReadOnlyList<RunSummary> runs) =>
    [
        new ReportTable(
            [
                new ReportColumn("run", "run") { Least = 20 }, new ReportColumn("recipe", "recipe") { Priority = 4, Least = 10 },
                new ReportColumn("status", "status") { Priority = 1, Least = 11 }, ReportColumn.Number("step", "step", 2),
                new ReportColumn("updated", "updated") { Priority = 3, Least = 16 }, new ReportColumn("results", "results") { Priority = 2, Least = 24 },
            ],
            [.. runs.Select(Row)]),
    ];

    private static IReadOnlyList<ReportCell> Row(RunSummary run) => run.Info is not { } info
        ? [Path.GetFileName(run.Path), "", run.Status, "", "", run.Problem!]
        :
        [
            Path.GetFileName(run.Path), info.Recipe, run.Status,
            string.Create(CultureInfo.InvariantCulture, $"{info.Step} / {info.TotalSteps}"),
            info.Updated.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), string.Join("  ", [.. info.Verdict is { } verdict ? [$"{Verdicts.Verdict.Name(verdict)}:"] : (string[])[], .. info.Headline.Select(Text)]),
        ];

    private static string Text(KeyValuePair<string, double> headline) => headline.Key != RunEvaluation.Converged
        ? $"{headline.Key} {Digits.Of(headline.Value)}"
        : headline.Value == 0 ? "not converged" : "converged";
}
