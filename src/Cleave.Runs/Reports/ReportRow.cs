using Cleave.Runs.Evaluations;
using Cleave.Runs.Grids;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Reports;

/// <summary>The cells that differ in nothing but their seed.</summary>
/// <param name="Labels">What they have in common, in the order of the report's grouping.</param>
/// <param name="Cells">Their results.</param>
public sealed record ReportRow(IReadOnlyList<string> Labels, IReadOnlyList<CellResult> Cells)
{
    /// <summary>The cells that failed.</summary>
    public IEnumerable<CellResult> Failed => Cells.Where(c => c.Failure is not null);

    /// <summary>How many cells have the right importances: no wrong entry at tolerance 0.2. Null where that has no meaning.</summary>
    public int? Recovered => Cells.Any(c => c.Evaluation?.PatternError is not null) ? Cells.Count(c => c.Evaluation?.PatternError == 0) : null;

    /// <summary>How many cells have a result or a failure; the others were not run.</summary>
    public int Ran => Cells.Count(c => !c.NotRun);

    /// <summary>How many cells were still changing when their training ended; see <see cref="Convergence"/>.</summary>
    public int Unconverged => Cells.Count(c => c.Evaluation?.Convergence?.State == ConvergenceState.NotConverged);

    /// <summary>How many cells logged too few rows, or too noisy ones, to tell whether they were.</summary>
    public int Unjudged => Cells.Count(c => c.Evaluation?.Convergence?.State is ConvergenceState.Unknown or ConvergenceState.Undecided);

    /// <summary>What there is to say of convergence: nothing, when all cells had converged.</summary>
    public IEnumerable<string> ConvergenceRemarks =>
        [.. Unconverged > 0 ? [$"not converged {Unconverged}"] : (string[])[], .. Unjudged > 0 ? [$"convergence not judged {Unjudged}"] : (string[])[]];

    /// <summary>The verdict of the worst cell, or null where no cell has a result; a failed cell has none.</summary>
    public Verdict? Verdict => Cells.Select(c => c.Verdict).OfType<Verdict>().MaxBy(v => (v.State, v.Distance));

    /// <summary>Whether every cell that was run has a result that may be built on.</summary>
    public bool Acceptable => Verdict is { Acceptable: true } && !Failed.Any();

    /// <summary>How many cells have which verdict; nothing where none was judged.</summary>
    public IEnumerable<string> VerdictRemarks
    {
        get
        {
            VerdictState[] states = [.. Cells.Select(c => c.Verdict?.State).OfType<VerdictState>()];
            return states.All(s => s == VerdictState.CannotSay) ? []
                : [string.Join(", ", states.GroupBy(s => s).OrderBy(g => g.Key).Select(g => $"{Verdicts.Verdict.Name(g.Key)}{(states.Length > 1 ? $" {g.Count()}" : "")}"))];
        }
    }

    /// <summary>Subcomponents that there should be, or null.</summary>
    public int? Mechanisms => Cells.Select(c => c.Evaluation?.Mechanisms).FirstOrDefault(m => m is not null);

    /// <summary>Important subcomponents that an input needs on average, or null.</summary>
    public float? OracleL0 => Cells.Select(c => c.Evaluation?.OracleL0).FirstOrDefault(m => m is not null);

    /// <summary>Names of the scores that the target has.</summary>
    public IEnumerable<string> ScoreNames => Cells.SelectMany(c => c.Evaluation?.Scores?.Keys ?? []).Distinct();

    /// <summary>A measure over the cells.</summary>
    public Aggregate? this[Measure measure] => measure.Over(Cells);

    /// <summary>A score over the cells.</summary>
    public Aggregate? Score(string name)
    {
        double[] values = [.. Cells.Where(c => c.Evaluation?.Scores?.ContainsKey(name) == true).Select(c => c.Evaluation!.Scores![name])];
        return values.Length == 0 ? null : Aggregate.Of(values, values.Min());
    }
}
