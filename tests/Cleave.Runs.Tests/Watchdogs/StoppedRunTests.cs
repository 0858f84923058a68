using Cleave.Decomposition.Watchdogs;
using Cleave.Formats;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Folders;
using Cleave.Runs.Tests.Grids;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Watchdogs;

/// <summary>A run whose importances are crushed, so that its watchdog stops it.</summary>
[Trait("speed", "slow")]
public sealed class StoppedRunTests : IDisposable
{
    private static readonly RecipeFile Crushed = RecipeFile.OfName("tms-5-2")
        .With("steps", "400").With("log_every", "10").With("checkpoint_every", "100").With("warm_up.steps", "3")
        .With("data.batch", "64").With("data.held_out", "32").With("sites", "{ \"*\": 6 }").With("evaluation.adversary_steps", "[2]")
        .With("losses.minimality.coefficient", "100");

    private readonly TemporaryFolder _folder = new();
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Stopped_run_has_failed_keeps_its_checkpoint_and_is_stopped_again_for_the_same_reason()
    {
        var first = Stop("run");
        var folder = new RunFolder(_folder.In("run"));
        var (info, checkpoint) = (folder.ReadInfo(), folder.LoadNewest());

        Assert.Contains("importance_collapse: ", first, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Equal((info.Step / 100 * 100, 0), (checkpoint.Step, checkpoint.Warnings.Count));
        Assert.Equal(first, Stop("run"));
        Assert.False(File.Exists(RunEvaluation.FileIn(folder)));
    }

    [Theory]
    [InlineData(45)]
    [InlineData(101)]
    public void Interrupted_and_continued_it_is_stopped_at_the_same_step(int stopAfter)
    {
        var uninterrupted = Stop("whole");
        using (var run = Open("parts", Crushed))
        using (var watcher = new Watcher(stopAfter))
        {
            if (int.Parse(uninterrupted.Split(' ', ':')[1], System.Globalization.CultureInfo.InvariantCulture) > stopAfter)
                Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));
            else
                Assert.Throws<WatchdogException>(() => watcher.Complete(run));
        }

        Assert.Equal(uninterrupted, Stop("parts"));
    }

    [Fact]
    public void Watchdogs_that_are_none_stop_nothing()
    {
        using var run = Open("unwatched", Crushed.With("watchdogs.importance_collapse", "none"));
        using var watcher = new Watcher();

        Assert.Equal(400, watcher.Complete(run).Step);
    }

    [Fact]
    public void Grid_records_a_stopped_run_as_a_failed_cell()
    {
        var labels = new Dictionary<string, string> { ["kind"] = "crushed" };
        using GridWatcher first = new(), second = new();

        var result = Assert.Single(new Grid(_folder.In("grid"), [new Cell("crushed", Crushed, labels)]).Run(1, first, first.Stop));
        var again = Assert.Single(new Grid(_folder.In("grid"), [new Cell("crushed", Crushed, labels)]).Run(1, second, second.Stop));

        Assert.Contains("importance_collapse: ", result.Failure, StringComparison.Ordinal);
        Assert.Null(result.Evaluation);
        Assert.Equal(result.Failure, again.Failure);
        Assert.Empty(second.Begun);
    }

    [Theory]
    [InlineData("watchdogs.importance_collapse", "never", "must be none, or a map of l0, largest, share, rows but is 'never'")]
    [InlineData("watchdogs.term_explosion", "{ factor: 30, rows: 3 }", "key 'watchdogs.term_explosion.history' is missing")]
    [InlineData("watchdogs", "{ importance_collapse: none, term_explosion: none }", "key 'watchdogs.gradient_growth' is missing")]
    [InlineData("watchdogs", "{ importance_collapse: none, term_explosion: none, gradient_growth: none, hunger: none }", "key 'watchdogs.hunger' is unknown")]
    public void Wrong_watchdogs_are_refused(string key, string value, string part)
    {
        var failure = Assert.Throws<InputException>(() => Crushed.With(key, value).Config);

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    private DecompositionRun Open(string name, RecipeFile recipe) =>
        DecompositionRun.Open(_folder.In(name), recipe, _device, stop: TestContext.Current.CancellationToken);

    private string Stop(string name)
    {
        using var run = Open(name, Crushed);
        using var watcher = new Watcher();
        return Assert.Throws<WatchdogException>(() => watcher.Complete(run)).Message;
    }
}
