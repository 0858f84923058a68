using Cleave.Decomposition.Training;

namespace Cleave.Decomposition.Watchdogs;

/// <summary>A watchdog found that a run has gone wrong; the message names it, the step, the numbers, and what to try.</summary>
public sealed class WatchdogException(string message) : Exception(message);

/// <summary>
/// Looks for one way in which runs go wrong (VPD authors' handbook, failure modes). It sees logged rows of metrics and nothing else: it costs
/// no computation, and a continued run that reads its metrics again knows what the uninterrupted one would.
/// </summary>
public interface IWatchdog
{
    /// <summary>How many logged rows it must see to judge.</summary>
    int Rows { get; }

    /// <summary>What is wrong and what to try, a sentence without its end; null where nothing is.</summary>
    /// <param name="rows">The last <see cref="Rows"/> rows, oldest first.</param>
    string? Complaint(IReadOnlyList<WatchedRow> rows);
}

/// <summary>A logged row by names.</summary>
/// <param name="Step">The number of finished steps.</param>
/// <param name="Values">Its numbers.</param>
public sealed record WatchedRow(long Step, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>The number of that name, or NaN, which no threshold is ever compared true with.</summary>
    public double this[string name] => Values.GetValueOrDefault(name, double.NaN);

    internal static WatchedRow Of(MetricRow row) => new(row.Step, row.Values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal));
}
