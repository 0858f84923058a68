using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Folders;

/// <summary>The one writer of a run; dispose it to let go of the run.</summary>
public sealed class RunWriter : IDisposable
{
    private readonly RunStart _start;
    private readonly RunLock _lock;
    private readonly CheckpointStore _checkpoints;
    private readonly string _configHash;

    private RunWriter(RunFolder folder, RunStart start, RunLock @lock, RunInfo info)
    {
        Folder = folder;
        Info = info;
        _start = start;
        _lock = @lock;
        _checkpoints = new CheckpointStore(start.Disk, folder.Checkpoints) { Keep = start.KeepCheckpoints };
        _configHash = DurableFile.DigestOfText(start.ConfigYaml);
        Metrics = MetricsLog.Open(start.Disk, folder.Path);
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
        var folder = new RunFolder(Path.GetFullPath(path));
        MakeFolders(start.Disk, folder);
        var held = RunLock.Take(folder.Path, start.Clock);

        try
        {
            if (folder.Exists)
            {
                throw new InputException(
                    $"{path}: expected a folder without a run, found {RunFolder.RunName} in it; resume that run or name another folder.");
            }

            var now = start.Clock.GetUtcNow();
            var info = start.Describe(now);

            // run.json comes last: it is what makes the folder a run.
            DurableFile.Replace(start.Disk, folder.ConfigFile, start.ConfigYaml);
            DurableFile.Replace(start.Disk, folder.RunFile, info.ToJson());

            return new RunWriter(folder, start, held, info);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a run from its newest intact checkpoint; a changed configuration is refused unless accepted.</summary>
    public static RunWriter Resume(string path, RunStart start)
    {
        var folder = RunFolder.Open(path);
        var held = RunLock.Take(folder.Path, start.Clock);

        try
        {
            var changes = ConfigDrift.Compare(folder.ReadConfig(), start.ConfigYaml);

            if (!start.AcceptConfigChange)
            {
                ConfigDrift.Refuse(folder.ConfigFile, changes);
            }

            var old = folder.ReadInfo();
            var store = new CheckpointStore(start.Disk, folder.Checkpoints);
            var loaded = store.Steps.Count > 0 ? store.LoadNewest() : null;
            var recovery = MetricsLog.Recover(start.Disk, folder.Path, loaded?.Step ?? -1);
            DurableFile.Replace(start.Disk, folder.ConfigFile, start.ConfigYaml);

            var writer = new RunWriter(folder, start, held, old) { Resumed = loaded, Recovery = recovery };
            writer.Update(start.Describe(old.Created) with { Name = old.Name, Step = loaded?.Step ?? 0, Headline = old.Headline });

            return writer;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Saves a checkpoint and returns its folder; when this returns it survives a power cut.</summary>
    public string Save(CheckpointContent content) => _checkpoints.Save(content, _configHash, _start.CodeVersion);

    /// <summary>Notes progress in run.json; the verdict is that of the evaluation, where there is one.</summary>
    public void Report(RunStatus status, long step, IReadOnlyDictionary<string, double> headline, VerdictState? verdict = null) =>
        Update(Info with { Status = status, Step = step, Headline = headline, Verdict = verdict });

    /// <summary>Closes the metrics and lets go of the run.</summary>
    public void Dispose()
    {
        Metrics.Dispose();
        _lock.Dispose();
    }

    private void Update(RunInfo info)
    {
        Info = info with { Updated = _start.Clock.GetUtcNow() };
        DurableFile.Replace(_start.Disk, Folder.RunFile, Info.ToJson());
    }

    private static void MakeFolders(IDisk disk, RunFolder folder)
    {
        if (File.Exists(folder.Path))
        {
            throw new InputException($"{folder.Path}: expected a folder for the run, found a file; name another place.");
        }

        DurableFile.CreateFolder(disk, folder.Checkpoints);
        DurableFile.CreateFolder(disk, folder.Figures);
    }
}
