using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Folders;

/// <summary>Where a run keeps what; reading needs no lock, so any number of readers may look on while it trains.</summary>
public sealed record RunFolder(string Path)
{
    internal const string RunName = "run.json";
    internal const string ConfigName = "config.yaml";
    internal const string CheckpointsName = "checkpoints";
    internal const string TargetName = "target";

    /// <summary>The name of the folder of figures.</summary>
    public const string FiguresName = "figures";

    /// <summary>The small description.</summary>
    public string RunFile => System.IO.Path.Combine(Path, RunName);

    /// <summary>The effective and complete configuration.</summary>
    public string ConfigFile => System.IO.Path.Combine(Path, ConfigName);

    /// <summary>The metrics log.</summary>
    public string MetricsFile => System.IO.Path.Combine(Path, MetricsLog.FileName);

    /// <summary>The checkpoints.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, CheckpointsName);

    /// <summary>The figures.</summary>
    public string Figures => System.IO.Path.Combine(Path, FiguresName);

    /// <summary>Its files and the manifest that lists them.</summary>
    public RunFiles Files => new(new RealDisk(), this);

    /// <summary>Whether the folder holds a run.</summary>
    public bool Exists => File.Exists(RunFile);

    /// <summary>Whether a run was begun here that had saved nothing when it ended: only the command that began it can go on.</summary>
    public bool IsBegun => !Exists && File.Exists(System.IO.Path.Combine(Path, RunLock.LockName));

    /// <summary>The step of the newest checkpoint, intact or not; null where there is none.</summary>
    public long? SavedStep => CheckpointFolder.ListIn(Checkpoints) is [var newest, ..] ? newest.Step : null;

    /// <summary>Whether a process is at work on the run.</summary>
    public bool IsAtWork => RunLock.IsHeld(Path);

    /// <summary>Opens an existing run for reading.</summary>
    /// <exception cref="InputException">When it is none.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        RefuseBegun(path);

        return folder.Exists
            ? folder
            : throw new InputException($"{path}: expected a run folder, found no {RunName} in it; name the folder of a run.");
    }

    /// <summary>Refuses a folder in which a run was begun that has saved nothing yet.</summary>
    /// <exception cref="InputException">When it is one.</exception>
    public static void RefuseBegun(string path)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));

        if (folder.IsBegun)
        {
            throw new InputException($"{path}: expected a run, found one that was started and has saved nothing yet; "
                + (folder.IsAtWork ? "wait for its first checkpoint." : "give the command that started it again, or delete the folder."));
        }
    }

    /// <summary>Reads run.json.</summary>
    public RunInfo ReadInfo() => RunInfo.Read(RunFile);

    /// <summary>Reads config.yaml.</summary>
    public string ReadConfig()
    {
        try
        {
            return File.ReadAllText(ConfigFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{ConfigFile}: expected the run's configuration, found no readable file; restore it or start a new run.", failure);
        }
    }

    /// <summary>Reads the metrics rows.</summary>
    public IReadOnlyList<MetricRow> ReadMetrics() => MetricsJson.ReadAll(MetricsFile);

    /// <summary>Loads the newest checkpoint that is intact and that <paramref name="use"/> accepts, also while the run is at work.</summary>
    /// <param name="use">Takes the state over; throws an <see cref="InputException"/> when it cannot.</param>
    /// <exception cref="InputException">When there is none.</exception>
    public LoadedCheckpoint LoadNewest(Action<LoadedCheckpoint>? use = null) => new CheckpointStore(new RealDisk(), Checkpoints)
    {
        Advice = () => IsAtWork ? "the run is at work, try again when it has saved its next checkpoint" : CheckpointStore.LastResort,
    }.LoadNewest(use);
}
