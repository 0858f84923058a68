using System.Globalization;
using System.Text.RegularExpressions;

namespace Cleave.Runs.Checkpoints;

/// <summary>
/// A folder named step-N, or step-N-r2 and up when a step is saved anew beside an existing one:
/// nothing that exists is ever overwritten, so no instant is without the older copy.
/// </summary>
internal sealed partial record CheckpointFolder(string Path, long Step, int Revision)
{
    public const string ArraysName = "state.safetensors";
    public const string AdversaryName = "adversary.safetensors";
    public const string StateName = "state.json";

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it is still there: a run that is at work removes older checkpoints.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>All checkpoint folders, newest first.</summary>
    public static IReadOnlyList<CheckpointFolder> ListIn(string folder) =>
        !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateDirectories(folder)
                .Select(Parse)
                .OfType<CheckpointFolder>()
                .OrderByDescending(found => found.Step)
                .ThenByDescending(found => found.Revision)];

    /// <summary>The first unused name for a step.</summary>
    public static CheckpointFolder Next(string folder, long step)
    {
        var taken = ListIn(folder).Where(found => found.Step == step).Select(found => found.Revision).DefaultIfEmpty(0).Max();
        var name = taken == 0 ? $"step-{step}" : $"step-{step}-r{taken + 1}";

        return new CheckpointFolder(System.IO.Path.Combine(folder, name), step, taken + 1);
    }

    /// <summary>Checks every digest; an empty answer means intact.</summary>
    public string Examine(out CheckpointManifest? manifest)
    {
        using var opened = OpenCheckpoint.Of(this, out var problem);
        manifest = opened?.Manifest;

        return opened?.Examine() ?? problem;
    }

    private static CheckpointFolder? Parse(string path)
    {
        var match = StepName().Match(System.IO.Path.GetFileName(path));

        if (!match.Success || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
        {
            return null;
        }

        return !match.Groups[2].Success ? new CheckpointFolder(path, step, 1)
            : int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
                ? new CheckpointFolder(path, step, revision)
            : null;
    }

    [GeneratedRegex(@"^step-(\d+)(?:-r(\d+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex StepName();
}
