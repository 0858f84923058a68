using Cleave.Decomposition.Training;

namespace Cleave.Decomposition.Watchdogs;

/// <summary>Shows every logged row to the watchdogs of a run.</summary>
public sealed class Watch
{
    private readonly IReadOnlyList<IWatchdog> _watchdogs;
    private readonly List<WatchedRow> _rows = [];

    /// <summary>Begins with what an earlier process logged; old rows are only remembered.</summary>
    /// <param name="watchdogs">The watchdogs.</param>
    /// <param name="earlier">Rows up to the step that the run goes on from, oldest first.</param>
    public Watch(IReadOnlyList<IWatchdog> watchdogs, IEnumerable<MetricRow> earlier)
    {
        ArgumentNullException.ThrowIfNull(watchdogs);
        ArgumentNullException.ThrowIfNull(earlier);
        _watchdogs = watchdogs;
        foreach (var row in earlier)
            Remember(row);
    }

    /// <summary>Takes up a row.</summary>
    /// <exception cref="WatchdogException">When a watchdog complains; the last checkpoint is intact.</exception>
    public void Look(MetricRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Remember(row);
        foreach (var watchdog in _watchdogs.Where(w => _rows.Count >= w.Rows))
        {
            if (watchdog.Complaint(_rows[^watchdog.Rows..]) is { } complaint)
                throw new WatchdogException($"Step {row.Step}: {complaint}; the last checkpoint is intact.");
        }
    }

    private void Remember(MetricRow row)
    {
        _rows.Add(WatchedRow.Of(row));
        if (_rows.Count > _watchdogs.Select(w => w.Rows).DefaultIfEmpty(0).Max())
            _rows.RemoveAt(0);
    }
}
