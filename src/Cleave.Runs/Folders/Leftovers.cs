using System.Text.RegularExpressions;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Folders;

/// <summary>What processes that were killed while they wrote left behind in a run: files and folders that had no name yet, or none any more.</summary>
internal static partial class Leftovers
{
    /// <summary>All of them. While a process is at work some are its own.</summary>
    public static IReadOnlyList<string> In(RunFolder folder) =>
    [
        .. Entries(folder.Checkpoints, Directory.EnumerateDirectories).Where(path => Unnamed().IsMatch(Path.GetFileName(path))),
        .. ((string[])[folder.Path, folder.Checkpoints, folder.Figures, Path.GetDirectoryName(ToyFile.FileIn(folder))!])
            .SelectMany(place => Entries(place, Directory.EnumerateFiles)).Where(path => Aside().IsMatch(Path.GetFileName(path))),
    ];

    /// <summary>Removes them; only for the holder of the run's lock.</summary>
    public static void Sweep(IDisk disk, RunFolder folder)
    {
        foreach (var path in In(folder).Where(path => Directory.Exists(path) || IsAbandoned(path)))
            DurableFile.DeleteQuietly(disk, path);
    }

    private static IEnumerable<string> Entries(string folder, Func<string, IEnumerable<string>> list) =>
        Directory.Exists(folder) ? list(folder).Order(StringComparer.Ordinal) : [];

    // An evaluation needs no lock and may be writing its result just now; who writes keeps the file open until it has its name.
    private static bool IsAbandoned(string path)
    {
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\.(tmp|deleted)-step-", RegexOptions.CultureInvariant)]
    private static partial Regex Unnamed();

    [GeneratedRegex(@"\.tmp-([0-9a-f]{8}|[0-9a-f]{32})$|\.(svg|csv|pdf|png)\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();
}
