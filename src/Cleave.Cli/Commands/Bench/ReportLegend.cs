namespace Cleave.Cli.Commands.Bench;

/// <summary>What a reader of a report must know of its columns.</summary>
internal static class ReportLegend
{
    public const string Measures =
        "A cell shows mean ± standard deviation over seeds, and the worst seed in brackets. MMCS and ML2R are the worst site's, over all "
        + "subcomponents; `wrong` counts entries of the worst site's importances on one-hot inputs that are off the known pattern by more than "
        + "the tolerance; alive and L0 are sums over sites beside the truth and the oracle's L0; stochastic and PGD-n are output errors under random "
        + "and adversarial masks (mean squared error, or nats for models of sequences); seconds are training time of one run on one thread.";

    public const string Published =
        "Where a value was published, it stands beside ours. **misses** marks a mean that is off by more than three published deviations (at least "
        + "0.005), or a count of which any seed is off. `recovered` counts seeds with no wrong entry at 0.2; `not converged` those whose L0 "
        + "still moved by more than 5 %, or whose adversarial (else stochastic) term by more than 10 %, over the last tenth of training, and by more than noise; "
        + "`convergence not judged` those that logged too few rows, or too noisy ones, to tell; failed runs are named with their reason.";
}
