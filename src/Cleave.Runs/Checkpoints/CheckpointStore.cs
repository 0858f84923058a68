using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Checkpoints;

/// <summary>
/// The checkpoints of a run. A save is complete at one instant, the rename of a fully synced folder;
/// whatever happens before leaves the older checkpoints untouched.
/// </summary>
public sealed class CheckpointStore(IDisk disk, string folder)
{
    /// <summary>How many checkpoints retention keeps besides the final one.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>The folder that holds the checkpoints.</summary>
    public string Folder => folder;

    /// <summary>The steps that have a checkpoint folder, newest first, intact or not.</summary>
    public IReadOnlyList<long> Steps => [.. CheckpointFolder.ListIn(folder).Select(found => found.Step).Distinct()];

    /// <summary>
    /// Saves a checkpoint; when this returns it survives a power cut. Then removes the oldest beyond <see cref="Keep"/>.
    /// </summary>
    /// <returns>The new folder.</returns>
    public string Save(CheckpointContent content, string configHash, string codeVersion)
    {
        DurableFile.CreateFolder(disk, folder);
        var target = CheckpointFolder.Next(folder, content.Step);
        var aside = Path.Combine(folder, $".tmp-{target.Name}-{DurableFile.RandomSuffix()}");

        try
        {
            WriteAll(aside, content, configHash, codeVersion);
            disk.Rename(aside, target.Path);
        }
        catch
        {
            DurableFile.DeleteQuietly(disk, aside);
            throw;
        }

        disk.SyncFolder(folder);
        Retain(target);

        return target.Path;
    }

    /// <summary>Loads the newest intact checkpoint; damaged newer ones are named in its warnings.</summary>
    public LoadedCheckpoint LoadNewest()
    {
        var warnings = new List<string>();

        foreach (var candidate in CheckpointFolder.ListIn(folder))
        {
            var problem = candidate.Examine(out var manifest);

            if (problem.Length == 0)
            {
                return Load(candidate, manifest!, warnings);
            }

            warnings.Add($"{candidate.Path} was passed over: {problem}.");
        }

        throw new InputException(warnings.Count == 0
            ? $"{folder}: expected a checkpoint, found none; start the run anew."
            : $"{folder}: expected an intact checkpoint, found only damaged ones ({string.Join(" ", warnings)}); "
                + "restore one from a backup or start anew.");
    }

    private static LoadedCheckpoint Load(CheckpointFolder found, CheckpointManifest manifest, List<string> warnings)
    {
        var arrays = StateArrays.Read(Path.Combine(found.Path, CheckpointFolder.ArraysName));

        return new LoadedCheckpoint
        {
            Step = manifest.Step,
            Arrays = arrays,
            StateJson = File.ReadAllText(Path.Combine(found.Path, CheckpointFolder.StateName)),
            Folder = found.Path,
            ConfigHash = manifest.ConfigHash,
            Warnings = warnings,
        };
    }

    private void WriteAll(string aside, CheckpointContent content, string configHash, string codeVersion)
    {
        disk.CreateFolder(aside);

        var manifest = new CheckpointManifest
        {
            FormatVersion = CheckpointManifest.CurrentVersion,
            Step = content.Step,
            IsFinal = content.IsFinal,
            ConfigHash = configHash,
            CodeVersion = codeVersion,
            Files =
            [
                WriteFile(aside, CheckpointFolder.ArraysName, stream => StateArrays.Write(stream, content.Arrays)),
                WriteFile(aside, CheckpointFolder.StateName, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(content.StateJson))),
            ],
        };

        DurableFile.WriteSynced(disk, Path.Combine(aside, CheckpointManifest.FileName), manifest.ToJson());
        disk.SyncFolder(aside);
    }

    private ManifestFile WriteFile(string aside, string name, Action<Stream> write)
    {
        ManifestFile? written = null;

        DurableFile.WriteSynced(disk, Path.Combine(aside, name), stream =>
        {
            using var digesting = new DigestingStream(stream);
            write(digesting);
            written = digesting.Describe(name);
        });

        return written!;
    }

    private void Retain(CheckpointFolder saved)
    {
        var kept = 1;
        var keptSteps = new HashSet<long> { saved.Step };

        foreach (var older in CheckpointFolder.ListIn(folder).Where(found => found.Path != saved.Path))
        {
            // Only what is intact and ours is removed: a damaged or foreign folder is evidence for its owner.
            if (TryExamine(older) is not { } manifest)
            {
                continue;
            }

            var superseded = !keptSteps.Add(older.Step);

            if (!superseded && (manifest.IsFinal || kept < Keep || older.Step > saved.Step))
            {
                kept += manifest.IsFinal ? 0 : 1;
                continue;
            }

            Remove(older);
        }
    }

    private static CheckpointManifest? TryExamine(CheckpointFolder found)
    {
        try
        {
            return found.Examine(out var manifest).Length == 0 ? manifest : null;
        }
        catch (InputException)
        {
            return null;
        }
    }

    private void Remove(CheckpointFolder found)
    {
        var doomed = Path.Combine(folder, $".deleted-{found.Name}-{DurableFile.RandomSuffix()}");

        try
        {
            // Renamed first: a removal cut short must not look like a damaged checkpoint.
            disk.Rename(found.Path, doomed);
            disk.Delete(doomed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The save itself has succeeded; a leftover folder costs space, an exception would cost the run.
        }
    }
}
