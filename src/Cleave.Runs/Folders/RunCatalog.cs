using Cleave.Formats;

namespace Cleave.Runs.Folders;

/// <summary>A run of a folder of runs: its description, or why there is none or it cannot be read.</summary>
public sealed record RunSummary(string Path, RunInfo? Info, string? Problem)
{
    /// <summary>Whether it was begun and has saved nothing yet.</summary>
    public bool IsBegun { get; init; }

    /// <summary>What it is doing, in a word.</summary>
    public string Status => Info?.Status.ToString().ToLowerInvariant() ?? (IsBegun ? "started" : "unreadable");
}

/// <summary>Lists runs by their run.json alone, so that it stays quick whatever they weigh.</summary>
public static class RunCatalog
{
    /// <summary>The runs directly inside a folder, by name.</summary>
    public static IReadOnlyList<RunSummary> List(string folder) =>
        !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateDirectories(folder)
                .Order(StringComparer.Ordinal)
                .Where(path => new RunFolder(path) is var folder && (folder.Exists || folder.IsBegun))
                .Select(Summarise)];

    private static RunSummary Summarise(string path)
    {
        if (new RunFolder(path).IsBegun)
        {
            return new RunSummary(path, null, "started, nothing saved yet") { IsBegun = true };
        }

        try
        {
            return new RunSummary(path, new RunFolder(path).ReadInfo(), null);
        }
        catch (InputException problem)
        {
            return new RunSummary(path, null, problem.Message);
        }
    }
}
