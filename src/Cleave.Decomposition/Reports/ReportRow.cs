using Cleave.Decomposition.Grids;

namespace Cleave.Decomposition.Reports;

/// <summary>The cells that differ in nothing but their seed.</summary>
/// <param name="Labels">What they have in common, in the order of the report's grouping.</param>
/// <param name="Cells">Their results.</param>
public sealed record ReportRow(IReadOnlyList<string> Labels, IReadOnlyList<CellResult> Cells)
{
    private const double Settled = 0.05;

    /// <summary>The cells that failed.</summary>
    public IEnumerable<CellResult> Failed => Cells.Where(c => c.Failure is not null);

    /// <summary>How many cells have the right importances: no wrong entry at tolerance 0.2. Null where that has no meaning.</summary>
    public int? Recovered => Cells.Any(c => c.Evaluation?.PatternError is not null) ? Cells.Count(c => c.Evaluation?.PatternError == 0) : null;

    /// <summary>How many cells have a result or a failure; the others were not run.</summary>
    public int Ran => Cells.Count(c => !c.NotRun);

    /// <summary>How many cells were still changing when their training ended: L0 moved by more than 5 % over the last two tenths.</summary>
    public int Unconverged => Cells.Count(c => c.Evaluation is not null && (c.Known?.Moving ?? IsMoving(c)));

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

    internal static bool IsMoving(CellResult cell)
    {
        (long Step, double L0)[] rows = [.. cell.Folder.ReadMetrics().SelectMany(r => r.Values.Where(v => v.Key == "l0").Select(v => (r.Step, v.Value)))];
        if (rows.Length == 0)
            return false;
        var last = rows[^1].Step;
        var (before, end) = (Mean(rows, last * 8 / 10, last * 9 / 10), Mean(rows, last * 9 / 10, last));
        return Math.Abs(end - before) > Settled * Math.Max(Math.Abs(end), Math.Abs(before));
    }

    private static double Mean((long Step, double L0)[] rows, long after, long until) =>
        rows.Where(r => r.Step > after && r.Step <= until).Select(r => r.L0).DefaultIfEmpty(double.NaN).Average();
}
