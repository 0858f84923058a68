using System.Globalization;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Grids;

namespace Cleave.Runs.Reports;

/// <summary>A number that a report gives of every cell.</summary>
/// <param name="Name">Lower case with underscores; also the column of tables for programs.</param>
/// <param name="Title">The column of tables for people.</param>
/// <param name="Of">The number of a cell that has been evaluated, or null where it has none.</param>
/// <param name="Badness">How bad a value is, larger being worse; decides which of several is the worst.</param>
public sealed record Measure(string Name, string Title, Func<CellResult, double?> Of, Func<CellResult, double, double> Badness)
{
    /// <summary>Everything that tables show, in their order.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Low("mmcs", "MMCS", e => e.Mmcs, worse: v => -v),
        Low("ml2r", "ML2R", e => e.Ml2r, worse: v => Math.Abs(v - 1)),
        Low("pattern_error", "wrong at 0.2", e => e.PatternError),
        Low("pattern_error_strict", "at 0.1", e => e.PatternErrorStrict),
        Near("alive", "alive", e => e.Alive, e => e.Mechanisms),
        Near("l0", "L0", e => e.L0, e => e.OracleL0),
        Low("faithfulness", "faithfulness", e => e.Faithfulness),
        Low("stochastic", "stochastic", e => Divergence(e.Reconstruction.GetValueOrDefault("stochastic"))),
        Ladder(20),
        Ladder(80),
        new("seconds", "seconds", r => r.Seconds, (_, v) => v),
    ];

    /// <summary>The measure of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Measure Named(string name) => All.First(m => m.Name == name);

    /// <summary>Divergence under a fresh adversary of so many steps.</summary>
    public static Measure Ladder(int steps) => Low(
        string.Create(CultureInfo.InvariantCulture, $"pgd_{steps}"), $"PGD-{steps}", e => e.Pgd.TryGetValue(steps, out var value) ? value : null);

    /// <summary>The values of the cells that have one.</summary>
    public Aggregate? Over(IEnumerable<CellResult> cells)
    {
        (CellResult Cell, double Value)[] values = [.. cells.Where(c => c.Evaluation is not null)
            .Select(c => (c, Value: Of(c))).Where(v => v.Value is not null).Select(v => (v.c, v.Value!.Value))];
        return values.Length == 0 ? null : Aggregate.Of([.. values.Select(v => v.Value)], values.MaxBy(v => Badness(v.Cell, v.Value)).Value);
    }

    private static Measure Low(string name, string title, Func<EvaluationDocument, double?> of, Func<double, double>? worse = null) =>
        new(name, title, r => of(r.Evaluation!), (_, v) => worse is null ? v : worse(v));

    private static Measure Near(string name, string title, Func<EvaluationDocument, double?> of, Func<EvaluationDocument, double?> truth) =>
        new(name, title, r => of(r.Evaluation!), (r, v) => truth(r.Evaluation!) is { } right ? Math.Abs(v - right) : v);

    private static double? Divergence(ModeResult? mode) => mode?.Kl ?? mode?.Mse;
}
