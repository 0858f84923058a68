using System.Globalization;
using Cleave.Runs.Folders;

namespace Cleave.Figures.Runs;

/// <summary>The line below a figure that says which run made it.</summary>
public static class RunCaption
{
    private const int CommitDigits = 8;
    private const int MostCommits = 3;

    /// <summary>Run, recipe, seed, steps and commit.</summary>
    /// <param name="info">The run.</param>
    /// <param name="seed">Its seed.</param>
    public static string Of(RunInfo info, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(info);
        var recipe = info.Recipe == info.Name ? "" : $", recipe {info.Recipe}";
        return string.Create(CultureInfo.InvariantCulture, $"Run {info.Name}{recipe}, seed {seed}, step {info.Step}, {Code(info.CodeVersion)}");
    }

    /// <summary>What made it, as in "commit 1a2b3c4d"; the version where the build knew no commit.</summary>
    /// <param name="versions">Versions as the program writes them.</param>
    public static string Code(params IReadOnlyList<string> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        string[] commits = [.. versions.Select(Commit).Distinct().Order(StringComparer.Ordinal)];
        return commits.Length > MostCommits ? $"{commits.Length} commits" : $"commit{(commits.Length == 1 ? "" : "s")} {string.Join(", ", commits)}";
    }

    private static string Commit(string version)
    {
        var commit = version.IndexOf('+', StringComparison.Ordinal) + 1;
        return commit == 0 ? $"of version {version}" : version[commit..Math.Min(version.Length, commit + CommitDigits)];
    }
}
