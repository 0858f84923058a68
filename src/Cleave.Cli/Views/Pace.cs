using System.Diagnostics;
using System.Globalization;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports.Tables;

namespace Cleave.Cli.Views;

/// <summary>How fast a run goes in this session, and about how long it takes with the evaluation at its end.</summary>
internal sealed class Pace(RunConfig config)
{
    private readonly Stopwatch _clock = new();
    private readonly double _evaluation = EvaluationCost.InSteps(config);
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
        var units = config.Data.Batch * (long)config.Data.Length / perStep;
        return string.Create(CultureInfo.InvariantCulture, $"{units:#,0} {(config.Data.Length > 1 ? "tokens" : "samples")}/s, ")
            + $"about {Digits.Duration((config.Steps - _step + _evaluation) * perStep)} left, {Environment.WorkingSet / (1 << 20)} MiB";
    }
}
