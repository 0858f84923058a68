using System.Text;
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
    internal const string LastResort = "restore a checkpoint from a backup or start anew";

    /// <summary>What to do where nothing can be loaded; asked only then.</summary>
    public Func<string> Advice { get; init; } = () => LastResort;

    /// <summary>How many checkpoints retention keeps besides the final one.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>The folder that holds the checkpoints.</summary>
    public string Folder => folder;

    /// <summary>The steps that have a checkpoint folder, newest first, intact or not.</summary>
    public IReadOnlyList<long> Steps => [.. CheckpointFolder.ListIn(folder).Select(found => found.Step).Distinct()];

    /// <summary>
    /// Saves a checkpoint into the folder, which must exist; when this returns it survives a power cut. Then removes the oldest
    /// beyond <see cref="Keep"/>, and what only the newest keeps from the others.
    /// </summary>
    /// <returns>The new folder.</returns>
    /// <exception cref="IOException">When the disk fails; older checkpoints are untouched.</exception>
    public string Save(CheckpointContent content, string configHash, string codeVersion)
    {
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
        new CheckpointRetention(disk, folder, Keep).Apply(target);

        return target.Path;
    }

    /// <summary>
    /// Loads the newest checkpoint that is intact and that <paramref name="use"/> accepts; newer ones that had to be passed over are
    /// named in its warnings. Needs no lock: what a run at work removes meanwhile is looked for anew.
    /// </summary>
    /// <param name="use">Takes the state over; throws an <see cref="InputException"/> when it cannot.</param>
    /// <exception cref="InputException">When there is none, or it is from a newer program.</exception>
    public LoadedCheckpoint LoadNewest(Action<LoadedCheckpoint>? use = null)
    {
        while (true)
        {
            var (listed, warnings) = (CheckpointFolder.ListIn(folder), new List<string>());

            if (FirstGood(listed, warnings, use) is { } loaded)
            {
                return loaded;
            }

            // Only a list that still holds says something: what a writer has replaced meanwhile is not damaged.
            if (listed.SequenceEqual(CheckpointFolder.ListIn(folder)))
            {
                throw new InputException(listed.Count == 0
                    ? $"{folder}: expected a checkpoint, found none; {Advice()}."
                    : $"{folder}: expected a checkpoint that can be used, found none ({string.Join(" ", warnings)}); {Advice()}.");
            }
        }
    }

    private static LoadedCheckpoint? FirstGood(IReadOnlyList<CheckpointFolder> listed, List<string> warnings, Action<LoadedCheckpoint>? use)
    {
        foreach (var candidate in listed)
        {
            if (TryLoad(candidate, warnings, use, out var problem) is { } loaded)
            {
                return loaded;
            }

            if (!candidate.Exists)
            {
                return null;
            }

            warnings.Add($"{candidate.Path} was passed over: {problem}.");
        }

        return null;
    }

    private static LoadedCheckpoint? TryLoad(CheckpointFolder candidate, List<string> warnings, Action<LoadedCheckpoint>? use, out string problem)
    {
        using var opened = OpenCheckpoint.Of(candidate, out problem);

        try
        {
            if (opened is null || (problem = opened.Examine()).Length > 0)
            {
                return null;
            }

            var loaded = opened.Load(warnings);
            use?.Invoke(loaded);

            return loaded;
        }
        catch (InputException failure)
        {
            problem = failure.Message.TrimEnd('.');

            return null;
        }
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
                .. content.Adversary.Count == 0 ? [] : (ManifestFile[])
                [
                    WriteFile(aside, CheckpointFolder.AdversaryName, stream => StateArrays.Write(stream, content.Adversary)) with { NewestOnly = true },
                ],
                WriteFile(aside, CheckpointFolder.StateName, stream => stream.Write(Encoding.UTF8.GetBytes(content.StateJson))),
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
}
