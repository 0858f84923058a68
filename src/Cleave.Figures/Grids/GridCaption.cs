using Cleave.Figures.Runs;
using Cleave.Runs.Reports;

namespace Cleave.Figures.Grids;

/// <summary>The line below a grid's figure: how many runs, of which seeds and commits.</summary>
public static class GridCaption
{
    /// <summary>The caption.</summary>
    /// <param name="report">The results.</param>
    public static string Of(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var cells = report.Rows.SelectMany(r => r.Cells).Where(c => c.Evaluation is not null).ToList();
        ulong[] seeds = [.. cells.Select(c => c.Cell.Recipe.Config.Seed).Distinct().Order()];
        return string.Join(", ",
        [
            cells.Count == 1 ? "1 run" : $"{cells.Count} runs",
            .. cells.Count == 0 ? (string[])[] : [Seeds(seeds), RunCaption.Code([.. cells.Select(c => c.Known?.Code ?? c.Folder.ReadInfo().CodeVersion)])],
        ]);
    }

    private static string Seeds(ulong[] seeds)
    {
        var isRange = seeds.Length > 2 && seeds[^1] - seeds[0] == (ulong)seeds.Length - 1;
        return seeds.Length == 1 ? $"seed {seeds[0]}" : isRange ? $"seeds {seeds[0]} to {seeds[^1]}" : $"seeds {string.Join(", ", seeds)}";
    }
}
