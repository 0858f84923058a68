using Cleave.Formats;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Checkpoints;

/// <summary>
/// Keeps the newest checkpoints and final ones. What only the newest holds goes from the others: they can still be evaluated, and
/// continued with a fresh adversary.
/// </summary>
internal sealed class CheckpointRetention(IDisk disk, string folder, int keep)
{
    /// <summary>Does so after a checkpoint was saved.</summary>
    public void Apply(CheckpointFolder saved)
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

            if (!superseded && (manifest.IsFinal || kept < keep || older.Step > saved.Step))
            {
                kept += manifest.IsFinal ? 0 : 1;

                if (older.Step < saved.Step)
                {
                    Thin(older, manifest);
                }

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

    private void Thin(CheckpointFolder found, CheckpointManifest manifest)
    {
        foreach (var file in manifest.Files.Where(file => file.NewestOnly))
        {
            DurableFile.DeleteQuietly(disk, Path.Combine(found.Path, file.Name));
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
