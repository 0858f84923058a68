using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;

namespace Cleave.Decomposition.Tests.Watchdogs;

/// <summary>Made-up rows of metrics.</summary>
internal static class Rows
{
    public static MetricRow[] Of(int count, Func<int, (string Name, double Value)[]> values) =>
        [.. Enumerable.Range(0, count).Select(i => new MetricRow((i + 1) * 10, [.. values(i).Select(v => KeyValuePair.Create(v.Name, v.Value))]))];

    /// <summary>The step at which a watchdog stops the run, and why; null when it never does. Rows before <paramref name="known"/> are an earlier process's.</summary>
    public static string? Stops(IWatchdog watchdog, MetricRow[] rows, int known = 0)
    {
        var watch = new Watch([watchdog], rows[..known]);
        try
        {
            foreach (var row in rows[known..])
                watch.Look(row);
            return null;
        }
        catch (WatchdogException stopped)
        {
            return stopped.Message;
        }
    }
}
