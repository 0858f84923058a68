using System.Diagnostics;
using Cleave.Decomposition.Sparsity;
using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;
using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Inputs;
using Cleave.Runs.Recipes;
using Cleave.Runs.Verdicts;
using Cleave.Tensors;

namespace Cleave.Runs.Folders;

/// <summary>
/// One process at work on a run folder: it starts or continues the training, saves as it goes, and evaluates at the end. Killed at
/// any moment, the next one goes on from the newest intact checkpoint and ends with the same bits.
/// </summary>
public sealed class DecompositionRun : IDisposable
{
    private const string SecondsName = "seconds";

    private readonly CpuDevice _device;
    private readonly Trainer _trainer;
    private readonly RunWriter _writer;
    private readonly Watch _watch;
    private readonly double _earlierSeconds;
    private Dictionary<string, double> _headline = [];

    private DecompositionRun(CpuDevice device, RunConfig config, Experiment experiment, Trainer trainer, RunWriter writer)
    {
        (_device, _trainer, _writer) = (device, trainer, writer);
        (Config, Experiment) = (config, experiment);
        var earlier = writer.Folder.ReadMetrics();
        _earlierSeconds = earlier.SelectMany(r => r.Values).LastOrDefault(v => v.Key == SecondsName).Value;
        _watch = new Watch(config.Watchdogs, earlier);
    }

    /// <summary>The settings.</summary>
    public RunConfig Config { get; }

    /// <summary>The target with its decomposition.</summary>
    public Experiment Experiment { get; }

    /// <summary>The run's folder.</summary>
    public RunFolder Folder => _writer.Folder;

    /// <summary>Finished steps.</summary>
    public long Step => _trainer.Step;

    /// <summary>Whether this goes on with an earlier process's work.</summary>
    public bool Continues => _writer.Resumed is not null;

    /// <summary>What the user should know about its files and how it continues: text that was replaced, checkpoints passed over, an adversary lost, metrics set aside.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Experiment.Subject.Notes,
        .. _writer.Resumed?.Warnings ?? [],
        .. _writer.Resumed is { IsThinned: true } older
            ? [$"{older.Folder} holds no adversary, which only the newest checkpoint keeps: it begins anew, and the run ends with other bits than an undisturbed one."]
            : (string[])[],
        .. _writer.Recovery.RowsDiscarded > 0
            ? [$"{_writer.Recovery.RowsDiscarded} rows of metrics beyond the checkpoint moved to {MetricsLog.DiscardedName}."]
            : (string[])[],
    ];

    /// <summary>What became of rows of metrics that could not be written; null when all were.</summary>
    public string? LostMetrics => _writer.Metrics is { LostRows: > 0 } log ? $"{log.LostRows} rows of metrics are lost: {log.LastFailure}" : null;

    /// <summary>Everything a checkpoint holds, in a fixed order.</summary>
    public IEnumerable<Variable> State => _trainer.State;

    /// <summary>Starts a run in a folder, or continues the one that is there.</summary>
    /// <exception cref="InputException">When the config is wrong, does not fit its files, or differs from the run's, or an input has changed.</exception>
    public static DecompositionRun Open(
        string path, RecipeFile recipe, CpuDevice device, bool acceptConfigChange = false, MemoryUse memory = MemoryUse.Normal,
        IRunObserver? observer = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var folder = new RunFolder(Path.GetFullPath(path));
        if (folder.Exists && !acceptConfigChange)
            PinnedConfig.Of(folder, folder.ReadInfo()).Refuse(recipe.Text);
        var inputs = RunInputs.Find(folder, recipe.Config, InputPlaces.AsBefore);
        var config = inputs.Located(recipe.Config);

        // All parts are put together before the folder is made: a config that fits nothing leaves nothing behind.
        var subject = ToyFile.Subject(folder, config, device, observer, stop);
        observer?.Began("preparation of the training step");
        var experiment = new Experiment(config, subject);
        var trainer = experiment.Train(device, memory);
        RunWriter? writer = null;
        try
        {
            var start = Start(folder, config, recipe, acceptConfigChange) with { Inputs = inputs };
            writer = folder.Exists
                ? RunWriter.Resume(folder.Path, start, checkpoint => TrainerState.Restore(trainer, checkpoint))
                : RunWriter.Create(folder.Path, start);
            RunDiskException.Guard(ToyFile.FileIn(folder), () => ToyFile.Keep(folder, folder.Files, subject));
            return new DecompositionRun(device, config, experiment, trainer, writer);
        }
        catch (Exception failure)
        {
            writer?.Dispose();
            trainer.Dispose();
            if (failure is RunDiskException disk)
                throw disk.After(folder.SavedStep);
            throw;
        }
    }

    /// <summary>Trains to the end and evaluates.</summary>
    /// <exception cref="OperationCanceledException">When asked to stop; the state is saved.</exception>
    /// <exception cref="NotFiniteException">When a number became NaN or infinite; the last checkpoint is intact.</exception>
    /// <exception cref="WatchdogException">When a watchdog complains; the last checkpoint is intact.</exception>
    /// <exception cref="RunDiskException">When the folder cannot be written; the last checkpoint is intact.</exception>
    public EvaluationDocument Complete(IRunObserver observer, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        try
        {
            return Work(observer, stop);
        }
        catch (OperationCanceledException)
        {
            _writer.Report(RunStatus.Interrupted, Step, _headline);
            throw;
        }
        catch (RunDiskException failure)
        {
            ReportFailure();
            throw failure.After(Folder.SavedStep);
        }
        catch
        {
            ReportFailure();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _writer.Dispose();
    }

    private EvaluationDocument Work(IRunObserver observer, CancellationToken stop)
    {
        var before = _writer.Resumed?.Step;
        Train(observer, stop);
        if (before == Step && RunEvaluation.Saved(Folder, Step) is { } saved)
        {
            saved = saved with { Verdict = Verdict.Of(saved, Config.Verdict) };
            _writer.Report(RunStatus.Finished, Step, RunEvaluation.Headline(saved), saved.Verdict.State);
            return saved;
        }

        var result = RunEvaluation.Measure(_device, Experiment, Folder, Config, Step, PhaseProgress.Begin(observer, "evaluation"), stop);
        RunEvaluation.Save(Folder, result);
        _writer.Report(RunStatus.Finished, Step, RunEvaluation.Headline(result), result.Verdict?.State);
        return result;
    }

    private void ReportFailure()
    {
        try
        {
            _writer.Report(RunStatus.Failed, Step, _headline);
        }
        catch (RunDiskException)
        {
            // The disk that failed once fails again; the first cause is the one to tell.
        }
    }

    private void Train(IRunObserver observer, CancellationToken stop)
    {
        if (!Continues)
        {
            _trainer.Begin(PhaseProgress.Begin(observer, "warm-up"), stop);
            Save(observer);
        }

        var (clock, saved) = (Stopwatch.StartNew(), _trainer.Step);
        while (!_trainer.Finished)
        {
            if (stop.IsCancellationRequested)
            {
                if (saved != Step)
                    Save(observer);
                stop.ThrowIfCancellationRequested();
            }

            Advance(observer, clock);
            if (_trainer.Finished)
                _trainer.Finish();
            if (_trainer.Finished || Step % Config.CheckpointEvery == 0)
            {
                Save(observer);
                saved = Step;
            }
        }
    }

    private void Advance(IRunObserver observer, Stopwatch clock)
    {
        var next = Step + 1;
        if (next != 1 && next != Config.Steps && next % Config.LogEvery != 0)
        {
            _trainer.AdvanceSilently();
        }
        else
        {
            var row = new RunRow(_trainer.Advance(withL0: true), _earlierSeconds + clock.Elapsed.TotalSeconds);
            MetricRow logged = new(Step, [.. Values(row)]);
            _writer.Metrics.Append(logged);
            _headline = row.Report.Terms.ToDictionary(t => t.Key, t => (double)t.Value);
            _headline["l0"] = row.Report.L0.Values.Sum();
            observer.Logged(row);
            _watch.Look(logged);
        }

        observer.Stepped(Step);
    }

    private void Save(IRunObserver observer)
    {
        var folder = _writer.Save(TrainerState.Content(_trainer));
        _writer.Report(RunStatus.Running, Step, _headline);
        observer.Saved(folder);
    }

    private static IEnumerable<KeyValuePair<string, double>> Values(RunRow row) =>
    [
        .. row.Report.Terms.Select(t => KeyValuePair.Create($"{StepReport.TermPrefix}{t.Key}", (double)t.Value)),
        .. row.Report.L0.Select(s => KeyValuePair.Create($"l0.{s.Key}", (double)s.Value)),
        KeyValuePair.Create("l0", (double)row.Report.L0.Values.Sum()),
        KeyValuePair.Create("gradient_norm.components", row.Report.ComponentNorm),
        KeyValuePair.Create("gradient_norm.importance", row.Report.ImportanceNorm),
        .. row.Report.Monitors.Select(m => KeyValuePair.Create(m.Key, (double)m.Value)),
        .. Sparsity(row.Report.Sparsity),
        KeyValuePair.Create(SecondsName, Math.Round(row.Seconds, 3)),
    ];

    private static IEnumerable<KeyValuePair<string, double>> Sparsity(SparsityReading? reading) => reading is not { } now ? [] :
    [
        KeyValuePair.Create("sparsity.scale", (double)now.Scale),
        .. float.IsNaN(now.Measured) ? [] : (KeyValuePair<string, double>[])[KeyValuePair.Create("sparsity.measured", (double)now.Measured)],
    ];

    private static RunStart Start(RunFolder folder, RunConfig config, RecipeFile recipe, bool acceptConfigChange) => new()
    {
        Name = Path.GetFileName(folder.Path),
        Recipe = config.Name,
        TotalSteps = config.Steps,
        ConfigYaml = recipe.Text,
        CodeVersion = CodeVersion.Current,
        AcceptConfigChange = acceptConfigChange,
    };
}
