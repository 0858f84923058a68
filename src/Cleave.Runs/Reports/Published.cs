namespace Cleave.Runs.Reports;

/// <summary>A value that somebody published for a method on a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Method">The method.</param>
/// <param name="Measure">Name of the <see cref="Reports.Measure"/>.</param>
/// <param name="Value">The value.</param>
/// <param name="Deviation">Its standard deviation over seeds, or null where none was given.</param>
/// <param name="Source">Where it stands.</param>
public sealed record Published(string Target, string Method, string Measure, double Value, double? Deviation, string Source)
{
    private const double Slack = 0.005;

    private const string Apd = "APD, results";
    private const string Spd = "SPD, results of toys";
    private const string Later = "VPD authors' code, toys";

    /// <summary>Counts that were published as exact; a single seed off is a miss.</summary>
    private static readonly string[] Counts = ["pattern_error", "pattern_error_strict", "alive"];

    /// <summary>All published values that cells are compared with; a new one is one line.</summary>
    public static IReadOnlyList<Published> All { get; } =
    [
        new("tms-5-2", "apd", "mmcs", 0.998, 0, Apd),
        new("tms-5-2", "apd", "ml2r", 0.893, 0.004, Apd),
        new("tms-40-10", "apd", "mmcs", 0.996, 0.003, Apd),
        new("tms-40-10", "apd", "ml2r", 0.935, 0.001, Apd),
        new("tms-5-2", "spd-paper", "mmcs", 1, 0, Spd),
        new("tms-5-2", "spd-paper", "ml2r", 0.993, 0.002, Spd),
        new("tms-5-2", "spd-paper", "alive", 10, null, Spd),   // exactly 5 of 20 a matrix
        new("tms-5-2", "spd-paper", "pattern_error", 0, null, Spd),
        new("tms-5-2-id", "spd-paper", "mmcs", 1, null, Spd),
        new("tms-5-2-id", "spd-paper", "ml2r", 0.992, 0.010, Spd),
        new("tms-5-2-id", "spd-paper", "alive", 12, null, Spd),   // 5 features in both matrices, and the 2 of the identity
        new("tms-40-10", "spd-paper", "mmcs", 1, 0, Spd),
        new("tms-40-10", "spd-paper", "ml2r", 1.010, 0.007, Spd),
        new("tms-40-10-id", "spd-paper", "mmcs", 1, null, Spd),
        new("tms-40-10-id", "spd-paper", "ml2r", 1.031, 0.001, Spd),
        new("tms-40-10-id", "spd-paper", "alive", 90, null, Spd),
        new("resid-mlp-1", "spd-paper", "alive", 150, null, Spd),   // 100 features read, 50 neurons written
        .. from target in (string[])["tms-5-2", "tms-40-10"]
           from method in (string[])["spd", "vpd"]
           select new Published(target, method, "pattern_error", 0, null, Later),
        new("tms-5-2", "vpd", "alive", 10, null, Later),
        new("tms-40-10", "vpd", "alive", 80, null, Later),
        new("tms-5-5", "spd", "pattern_error", 0, null, Later),
        new("resid-mlp-gate", "spd", "pattern_error", 0, null, Later),
    ];

    /// <summary>Whether the seeds' values miss it: their mean by more than three deviations (at least 0.005), or one of several counts.</summary>
    public bool IsMissedBy(Aggregate values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Counts.Contains(Measure, StringComparer.Ordinal)
            ? values.Worst != Value
            : !(Math.Abs(values.Mean - Value) <= Math.Max(3 * (Deviation ?? 0), Slack));
    }
}
