using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Manifests;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Folders;

/// <summary>The one writer of a run; dispose it to let go of the run.</summary>
public sealed class RunWriter : IDisposable
{
    private readonly RunStart _start;
    private readonly IDisk _disk;
    private readonly RunLock _lock;
    private readonly CheckpointStore _checkpoints;
    private readonly RunFiles _files;
    private readonly LogDigest _log;

    private RunWriter(RunFolder folder, RunStart start, RunLock @lock, RunInfo info)
    {
        Folder = folder;
        Info = info;
        _start = start;
        _disk = new RunDisk(start.Disk);
        _lock = @lock;
        _checkpoints = new CheckpointStore(_disk, folder.Checkpoints) { Keep = start.KeepCheckpoints };
        _files = new RunFiles(_disk, folder);
        _log = new LogDigest(folder.Path, MetricsLog.FileName);
        Metrics = MetricsLog.Open(_disk, folder.Path);
    }

    /// <summary>Where everything lies.</summary>
    public RunFolder Folder { get; }

    /// <summary>The content of run.json.</summary>
    public RunInfo Info { get; private set; }

    /// <summary>The metrics log.</summary>
    public MetricsLog Metrics { get; }

    /// <summary>The state to go on from; null for a new run, or one that stopped before its first checkpoint.</summary>
    public LoadedCheckpoint? Resumed { get; private init; }

    /// <summary>What resuming took out of the metrics.</summary>
    public MetricsRecovery Recovery { get; private init; } = new(0, false);

    /// <summary>Begins a run in a new folder, or in one that holds no run.</summary>
    public static RunWriter Create(string path, RunStart start)
    {
        var (folder, disk) = (new RunFolder(Path.GetFullPath(path)), new RunDisk(start.Disk));
        RefuseFile(folder);
        DurableFile.CreateFolder(disk, folder.Path);
        var held = RunLock.Take(folder.Path, start.Clock);

        try
        {
            Leftovers.Sweep(disk, folder);

            if (folder.Exists)
            {
                throw new InputException(
                    $"{path}: expected a folder without a run, found {RunFolder.RunName} in it; resume that run or name another folder.");
            }

            MakeFolders(disk, folder);
            var now = start.Clock.GetUtcNow();
            var info = start.Describe(now);

            // run.json comes last: it is what makes the folder a run.
            new RunFiles(disk, folder).Replace([new(RunFolder.ConfigName, start.ConfigYaml), new(PinnedConfig.FileName, start.ConfigYaml), .. Inputs(start)]);
            DurableFile.Replace(disk, folder.RunFile, info.ToJson());

            return new RunWriter(folder, start, held, info);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Goes on with a run from its newest checkpoint that is intact and that <paramref name="restore"/> accepts; a changed
    /// configuration is refused unless accepted.
    /// </summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="start">What to go on with.</param>
    /// <param name="restore">Takes the state over; throws an <see cref="InputException"/> when it cannot.</param>
    public static RunWriter Resume(string path, RunStart start, Action<LoadedCheckpoint>? restore = null)
    {
        var (folder, disk) = (RunFolder.Open(path), new RunDisk(start.Disk));
        var held = RunLock.Take(folder.Path, start.Clock);

        try
        {
            Leftovers.Sweep(disk, folder);
            MakeFolders(disk, folder);
            var old = folder.ReadInfo();
            var pinned = PinnedConfig.Of(folder, old);

            if (!start.AcceptConfigChange)
            {
                pinned.Refuse(start.ConfigYaml);
            }

            var store = new CheckpointStore(disk, folder.Checkpoints);
            var loaded = store.Steps.Count > 0 ? store.LoadNewest(restore) : null;
            Check(start, pinned, loaded);
            var files = new RunFiles(disk, folder);
            files.Forget(RunFolder.RunName, MetricsLog.FileName, MetricsLog.DiscardedName);
            var recovery = MetricsLog.Recover(disk, folder.Path, loaded?.Step ?? -1);
            Keep(files, folder, start, pinned);

            var writer = new RunWriter(folder, start, held, old) { Resumed = loaded, Recovery = recovery };
            writer.Update(start.Describe(old.Created) with { Name = old.Name, Step = loaded?.Step ?? 0, Headline = old.Headline, Configs = Configs(folder, old, start) });

            return writer;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Saves a checkpoint and returns its folder; when this returns it survives a power cut.</summary>
    /// <exception cref="RunDiskException">When the disk fails; older checkpoints are untouched.</exception>
    public string Save(CheckpointContent content)
    {
        var saved = _checkpoints.Save(content, Info.Configs[^1], _start.CodeVersion);
        RecordMetrics();

        return saved;
    }

    /// <summary>Notes progress in run.json; the verdict is that of the evaluation, where there is one.</summary>
    public void Report(RunStatus status, long step, IReadOnlyDictionary<string, double> headline, VerdictState? verdict = null) =>
        Update(Info with { Status = status, Step = step, Headline = headline, Verdict = verdict });

    /// <summary>Closes the metrics and lets go of the run.</summary>
    public void Dispose()
    {
        Metrics.Dispose();
        _log.Dispose();
        _lock.Dispose();
    }

    private void Update(RunInfo info)
    {
        Info = info with { Updated = _start.Clock.GetUtcNow() };

        // While a writer is at work run.json changes all the time and has no entry in the manifest.
        if (Info.Status == RunStatus.Running)
        {
            DurableFile.Replace(_disk, Folder.RunFile, Info.ToJson());
        }
        else
        {
            RecordMetrics();
            _files.Replace(new RunText(RunFolder.RunName, Info.ToJson()));
        }
    }

    private void RecordMetrics()
    {
        // What a power cut could take away again is not listed.
        if (Metrics.TrySync())
        {
            _files.Record(RunDiskException.Guard(Folder.MetricsFile, _log.Read));
        }
    }

    private static void Check(RunStart start, PinnedConfig pinned, LoadedCheckpoint? loaded)
    {
        if (loaded is null)
        {
            return;
        }

        pinned.Refuse(loaded);

        if (loaded.Step > start.TotalSteps)
        {
            throw new InputException($"steps: expected at least the {loaded.Step} steps that the run has done, found {start.TotalSteps}; raise it, or start a new run.");
        }
    }

    private static void Keep(RunFiles files, RunFolder folder, RunStart start, PinnedConfig pinned)
    {
        var changed = pinned.DiffersFrom(start.ConfigYaml);
        var started = changed || !File.Exists(Path.Combine(folder.Path, PinnedConfig.FileName));
        files.Replace([new(RunFolder.ConfigName, start.ConfigYaml), .. started ? [new RunText(PinnedConfig.FileName, start.ConfigYaml)] : Array.Empty<RunText>(), .. Inputs(start)]);

        if (changed)
        {
            files.Delete(EvaluationDocument.FileName);
        }

        if (File.Exists(Path.Combine(folder.Path, MetricsLog.DiscardedName)))
        {
            files.Record(ManifestFile.Of(folder.Path, MetricsLog.DiscardedName));
        }
    }

    private static IEnumerable<RunText> Inputs(RunStart start) => start.Inputs.Inputs.Count > 0 ? [start.Inputs.ToFile()] : [];

    // What a run of an older program has in its checkpoints was reckoned otherwise, and is known from now on.
    private static IReadOnlyList<string> Configs(RunFolder folder, RunInfo old, RunStart start)
    {
        var before = old.Configs.Count > 0
            ? old.Configs
            : CheckpointFolder.ListIn(folder.Checkpoints).Select(found => CheckpointManifest.TryRead(found.Path, out _)?.ConfigHash).OfType<string>();
        var now = PinnedConfig.DigestOf(start.ConfigYaml);

        return [.. before.Where(config => config != now).Distinct(), now];
    }

    private static void RefuseFile(RunFolder folder)
    {
        if (File.Exists(folder.Path))
        {
            throw new InputException($"{folder.Path}: expected a folder for the run, found a file; name another place.");
        }
    }

    private static void MakeFolders(IDisk disk, RunFolder folder)
    {
        DurableFile.CreateFolder(disk, folder.Checkpoints);
        DurableFile.CreateFolder(disk, folder.Figures);
    }
}
