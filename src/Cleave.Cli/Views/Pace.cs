using System.Diagnostics;
using Cleave.Runs.Folders;

namespace Cleave.Cli.Views;

/// <summary>How fast a run goes in this session.</summary>
internal sealed class Pace(DecompositionRun run)
{
    private readonly Stopwatch _clock = new();
    private long _from;
    private long _step;

    public void Stepped(long finished)
    {
        // The first step pays for compilation and is left out.
        if (!_clock.IsRunning)
        {
            _clock.Start();
            _from = finished;
        }

        _step = finished;
    }

    public string Describe()
    {
        var done = _step - _from;
        if (done <= 0)
            return "";
        var perStep = _clock.Elapsed.TotalSeconds / done;
        var units = run.Config.Data.Batch * (long)run.Config.Data.Length / perStep;
        return $"{units:#,0} {(run.Config.Data.Length > 1 ? "tokens" : "samples")}/s, ETA {Digits.Duration((run.Config.Steps - _step) * perStep)}, "
            + $"{Environment.WorkingSet / (1 << 20)} MiB";
    }
}
