using Cleave.Formats;
using Cleave.Models;
using Cleave.Runs.Disks;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

/// <summary>A short run, its target trained once for all tests.</summary>
public class ShortRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShortRun()
        : this(Plain)
    {
    }

    protected ShortRun(RecipeFile recipe)
    {
        Recipe = recipe;
        using var run = DecompositionRun.Open(_folder.In("whole"), Recipe, Device);
        using var watcher = new Watcher();
        Result = watcher.Complete(run);
        State = Bytes(run);
    }

    public CpuDevice Device { get; } = new(1);

    public RecipeFile Recipe { get; }

    protected static RecipeFile Plain { get; } = RecipeFile.OfName("tms-5-2")
        .With("steps", "12").With("log_every", "5").With("checkpoint_every", "4").With("warm_up.steps", "3")
        .With("data.batch", "16").With("data.held_out", "32").With("sites", "{ \"*\": 6 }").With("evaluation.adversary_steps", "[2]");

    public EvaluationDocument Result { get; }

    public IReadOnlyList<float[]> State { get; }

    public string Whole => _folder.In("whole");

    /// <summary>A folder for another run that meets the same trained target.</summary>
    public string Another(string name)
    {
        Directory.CreateDirectory(_folder.In(name, "target"));
        File.Copy(_folder.In("whole", "target", "model.safetensors"), _folder.In(name, "target", "model.safetensors"));
        return _folder.In(name);
    }

    public DecompositionRun Open(string path, RecipeFile? recipe = null) => DecompositionRun.Open(path, recipe ?? Recipe, Device);

    public LoadedRun Load() => LoadedRun.Open(Whole, Device);

    public EvaluationDocument Measure(LoadedRun run) => RunEvaluation.Measure(Device, run.Experiment, run.Folder, run.Config, run.Step);

    public static IReadOnlyList<float[]> Bytes(DecompositionRun run) => [.. run.State.Select(v => v.Span.ToArray())];

    public void Dispose()
    {
        Device.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same with the newer objective, whose losses remember something.</summary>
public sealed class NewerRun() : ShortRun(Plain.With("losses", """
    {
      merged: { kind: reconstruction, coefficient: 1, masks: merged, share: 0.5, routing: subset,
        adversary: { kind: persistent, scope: pooled, particles: 2, rate: 0.05, inner_ascents: 2, beta1: 0.5, beta2: 0.99, delta: true } },
      minimality: { kind: minimality, coefficient: 1e-3, frequency: 0, reference_count: none,
        penalty: { kind: smooth-l0, width: { from: 1, to: 0.01, begin: 0, end: 0.9 }, normalise_at_one: true } },
      frequency: { kind: frequency, coefficient: 1e-2, reference_count: 1000, estimator: average, half_life: 4,
        penalty: { kind: smooth-l0, width: { from: 1, to: 0.01, begin: 0, end: 0.9 }, normalise_at_one: true } },
      faithfulness: { kind: faithfulness, coefficient: 1, form: relative }
    }
    """));

/// <summary>The same with AdamW, which keeps two moments and counts its steps.</summary>
public sealed class AdamWRun() : ShortRun(Plain.Without("optimizers.components.momentum").With("optimizers.components.kind", "adamw"));

/// <summary>The same with a budget, whose controller measures on steps between checkpoints.</summary>
public sealed class BudgetRun() : ShortRun(Plain.With("sparsity",
    "{ target: pgd-mse 1e-3, every: 3, batch: 8, begin: 0.1, half_life: 2, time: 0.5, lead: 0.5, max_move: 0.5, lowest: 1e-2, highest: 1e2 }"));

/// <summary>Counts, and asks to stop after a step.</summary>
internal sealed class Watcher(long stopAfter = long.MaxValue, (long Step, string Folder)? deleteAt = null) : IRunObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public EvaluationDocument Complete(DecompositionRun run) => run.Complete(this, _stop.Token);

    public void Dispose() => _stop.Dispose();

    public List<long> LoggedSteps { get; } = [];

    public List<string> SavedFolders { get; } = [];

    public void Began(string what)
    {
    }

    public void Progressed(WorkDone work)
    {
    }

    public void Stepped(long finished)
    {
        if (finished == stopAfter)
            _stop.Cancel();
        if (finished == deleteAt?.Step)
            Directory.Delete(deleteAt.Value.Folder, recursive: true);
    }

    public void Logged(RunRow row) => LoggedSteps.Add(row.Report.Step + 1);

    public void Saved(string folder) => SavedFolders.Add(Path.GetFileName(folder));
}

[Trait("speed", "slow")]
public sealed class DecompositionRunTests(ShortRun whole) : IClassFixture<ShortRun>
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Continued_run_equals_uninterrupted_run(int stopAfter)
    {
        var path = whole.Another($"stopped-{stopAfter}");
        using Watcher watcher = new(stopAfter), last = new();
        using (var run = whole.Open(path))
            Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));
        Assert.Equal((RunStatus.Interrupted, stopAfter), (RunFolder.Open(path).ReadInfo().Status, RunFolder.Open(path).ReadInfo().Step));

        using var continued = whole.Open(path);
        var result = last.Complete(continued);

        Assert.True(continued.Continues);
        Assert.Equal(whole.State, ShortRun.Bytes(continued));
        Assert.Equal(whole.Result.ToJson(), result.ToJson());
    }

    [Fact]
    public void Older_checkpoint_is_continued_with_a_fresh_adversary_and_says_so()
    {
        var path = whole.Another("damaged");
        using Watcher watcher = new(7), last = new();
        using (var run = whole.Open(path))
            Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));
        File.WriteAllText(Path.Combine(path, "checkpoints", "step-7", "state.safetensors"), "damaged");

        using var continued = whole.Open(path);
        Assert.Equal(4, continued.Step);
        Assert.Contains("was passed over", continued.Notes[0], StringComparison.Ordinal);
        Assert.Contains("ends with other bits", continued.Notes[1], StringComparison.Ordinal);
        last.Complete(continued);

        Assert.NotEqual(whole.State, ShortRun.Bytes(continued));
        Assert.Equal([1, 5, 10, 12], continued.Folder.ReadMetrics().Select(r => r.Step));
    }

    [Fact]
    public void Steps_are_logged_and_saved_as_the_config_says()
    {
        var path = whole.Another("watched");
        using var watcher = new Watcher();
        using var run = whole.Open(path);

        watcher.Complete(run);

        Assert.Equal([1, 5, 10, 12], watcher.LoggedSteps);
        Assert.Equal(["step-0", "step-4", "step-8", "step-12"], watcher.SavedFolders);
        Assert.Equal(RunStatus.Finished, RunFolder.Open(path).ReadInfo().Status);
    }

    [Fact]
    public void Folder_that_is_deleted_meanwhile_ends_the_run_and_is_not_made_anew()
    {
        var path = whole.Another("deleted");
        using var run = whole.Open(path);
        using var watcher = new Watcher(deleteAt: (5, path));

        var failure = Assert.Throws<RunDiskException>(() => watcher.Complete(run));

        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("the file or its folder was deleted or moved; put it back and give the same command again, or start anew.", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void Changed_config_is_refused_with_the_changed_keys()
    {
        var recipe = whole.Recipe.With("losses.minimality.coefficient", "7").With("log_every", "3");

        var failure = Assert.Throws<InputException>(() => whole.Open(whole.Whole, recipe));

        Assert.Contains("found changes (losses.minimality.coefficient: 6e-4 -> 7);", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Config_that_fits_nothing_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<InputException>(() => whole.Open(folder.In("run"), whole.Recipe.With("sites", "{ nowhere: 3 }")));

        Assert.False(Directory.Exists(folder.In("run")));
    }

    [Fact]
    public void Loaded_run_evaluates_to_the_saved_result()
    {
        var run = whole.Load();

        var result = whole.Measure(run);

        Assert.Equal(whole.Result.ToJson(), result.ToJson());
        Assert.Equal(whole.Result.ToJson(), RunEvaluation.Saved(run.Folder, run.Step)!.ToJson());
    }
}
