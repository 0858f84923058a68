using System.Diagnostics;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Views;

/// <summary>A line for each cell that begins or ends, and how long the rest may take.</summary>
internal sealed class GridProgress(TextWriter writer) : IGridObserver
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private int _worked;

    public void Began(Cell cell, long step)
    {
        _begun.Add(cell.Name);
        writer.WriteLine($"{(step > 0 ? $"Continuing at step {step}" : "Starting")}: {cell.Name}");
    }

    public void Logged(Cell cell, RunRow row)
    {
    }

    public void Ended(CellResult result, int ended, int cells)
    {
        _worked += _begun.Contains(result.Cell.Name) ? 1 : 0;
        var left = _worked > 0 && ended < cells ? $", about {Digits.Duration(_clock.Elapsed.TotalSeconds / _worked * (cells - ended))} left" : "";
        writer.WriteLine($"[{ended}/{cells}] {result.Cell.Name}: {Outcome(result)}, {Digits.Duration(result.Seconds)}{left}");
    }

    private static string Outcome(CellResult result)
    {
        if (result.Evaluation is not { } evaluation)
            return $"failed: {result.Failure}";
        (string Name, string Value)[] parts =
        [
            ("MMCS", Digits.Of(evaluation.Mmcs)), ("ML2R", Digits.Of(evaluation.Ml2r)), ("wrong", Digits.Of(evaluation.PatternError)),
            ("L0", Digits.Of(evaluation.L0)), ("alive", Digits.Of((int?)evaluation.Alive)),
        ];
        var moving = evaluation.Convergence?.State == ConvergenceState.NotConverged ? "  not converged" : "";
        return string.Join("  ", parts.Where(p => p.Value.Length > 0).Select(p => $"{p.Name} {p.Value}")) + moving;
    }
}
