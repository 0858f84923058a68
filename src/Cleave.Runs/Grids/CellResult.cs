using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Grids;

/// <summary>What became of a cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Folder">Its run.</param>
/// <param name="Evaluation">Its evaluation after the last step, or null when it failed.</param>
/// <param name="Seconds">Training time over all sessions, warm-up and evaluation excluded; one thread, beside the other cells.</param>
/// <param name="Failure">Why it failed, in one sentence, or null.</param>
public sealed record CellResult(Cell Cell, RunFolder Folder, EvaluationDocument? Evaluation, double Seconds, string? Failure)
{
    /// <summary>The entry that it was taken from, or null when it was read or made in its run folder.</summary>
    public KnownResult? Known { get; init; }

    /// <summary>Whether its result is good by the bars of its config; null where there is none.</summary>
    public Verdict? Verdict => Evaluation is null ? null : Verdict.Of(Evaluation, Cell.Recipe.Config.Verdict);

    /// <summary>Whether there is no result because the cell was not run.</summary>
    public bool NotRun => Evaluation is null && Failure is null;

    /// <summary>A result read from the cell's folder; the time is that of the last logged step.</summary>
    internal static CellResult Of(Cell cell, RunFolder folder, EvaluationDocument? evaluation, string? failure) =>
        new(cell, folder, evaluation, folder.ReadMetrics().SelectMany(r => r.Values).LastOrDefault(v => v.Key == "seconds").Value, failure);
}
