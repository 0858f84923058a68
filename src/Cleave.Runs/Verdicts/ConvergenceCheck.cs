using Cleave.Runs.Evaluations;

namespace Cleave.Runs.Verdicts;

/// <summary>The check whether training had settled: still moving is a reservation; not knowing it is none, but is said.</summary>
internal static class ConvergenceCheck
{
    private const string Name = "convergence";

    public static Check Of(Convergence convergence, ConvergenceBars bars)
    {
        var worst = convergence.Drifts.MaxBy(d => Math.Abs(d.Change) / d.Allowance);
        return new Check
        {
            Name = Name,
            Measured = worst is null ? null : Math.Abs(worst.Change),
            Good = worst?.Allowance ?? bars.L0,
            Noise = worst?.Noise,
            Outcome = convergence.State switch
            {
                ConvergenceState.Converged => CheckOutcome.Passed,
                ConvergenceState.NotConverged => CheckOutcome.Reserved,
                _ => CheckOutcome.Undecided,
            },
            Fact = convergence.State switch
            {
                ConvergenceState.Converged => "training had settled",
                ConvergenceState.NotConverged => "training had not settled: " + string.Join(" and ", convergence.Drifts.Where(d => d.Moving)
                    .Select(d => $"{d.Title} still changed by {Words.Change(d.Change)} over the last tenth")),
                ConvergenceState.Undecided => "whether training had settled is lost in the noise of its log",
                _ => "whether training had settled cannot be told from so few logged rows",
            },
            Why = "A run that is still moving would end elsewhere with more steps.",
            Excess = worst is null ? 0 : Math.Abs(worst.Change) / worst.Allowance,
        };
    }
}
