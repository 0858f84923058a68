using System.Diagnostics;
using Cleave.Models;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Views;

/// <summary>Something longer that a run is at: its name, how far it is, and about how long it still takes.</summary>
internal sealed class Phase(string name)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private WorkDone _work;

    public void Progressed(WorkDone work) => _work = work;

    public string Describe() => _work is { Done: > 0 and var done, Total: > 0 and var total }
        ? $"{name}: {100 * done / total} %, about {Digits.Duration(_clock.Elapsed.TotalSeconds / done * (total - done))} left"
        : $"{name} ..";
}
