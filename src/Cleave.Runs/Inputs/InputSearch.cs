using Cleave.Formats;
using Cleave.Runs.Folders;
using Cleave.Runs.Manifests;

namespace Cleave.Runs.Inputs;

/// <summary>
/// Finds pinned inputs: where the user says, where they were last, as the config says, as they lay from the run's folder, or by
/// name beside the run or beside another input. Only what holds the same bytes is taken.
/// </summary>
internal sealed class InputSearch(RunFolder folder, InputPlaces places)
{
    private readonly List<string> _nearby = [folder.Path, Path.GetDirectoryName(folder.Path) ?? folder.Path];

    /// <param name="pin">The input as it was.</param>
    /// <param name="given">The config's path to it.</param>
    /// <exception cref="InputException">When it is missing or has changed.</exception>
    public RunInput Find(RunInput pin, string? given)
    {
        var found = Look(pin, given);
        _nearby.Add(found.Folder);
        return found with { Given = given };
    }

    private RunInput Look(RunInput pin, string? given)
    {
        // A path that the user has just given or written into the config is meant: nothing else is taken in its place.
        var meant = places.Of(pin.Role) ?? (given is not null && !IsKnown(pin, given) ? given : null);
        RunInput? changed = null;
        foreach (var place in meant is not null ? [meant] : Candidates(pin, given))
        {
            var candidate = RunInput.Of(pin.Role, place, folder);
            if (candidate.Files.Count == 0)
                continue;
            if (pin.Difference(candidate) is null)
                return candidate;
            changed ??= candidate;
        }

        throw changed is not null ? Changed(pin, changed) : Missing(pin, meant);
    }

    private static bool IsKnown(RunInput pin, string given)
    {
        var full = Path.GetFullPath(given);
        return full == pin.Place || (pin.Given is not null && full == Path.GetFullPath(pin.Given));
    }

    private IEnumerable<string> Candidates(RunInput pin, string? given)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(pin.Place));
        IEnumerable<string> places = [pin.Place, given ?? pin.Place, Path.GetFullPath(pin.PlaceFromRun, folder.Path), .. _nearby.Select(near => Path.Combine(near, name))];
        return places.Distinct(StringComparer.Ordinal);
    }

    private static InputException Changed(RunInput pin, RunInput found)
    {
        var (path, expected, other) = pin.Difference(found)!.Value;
        return new InputException($"{path}: expected the {pin.Role} that the run was started with ({Short(expected)}), found another one ({Short(other)}); "
            + $"put it back, give its place with --{pin.Role} PATH, or start a new run.");
    }

    private static InputException Missing(RunInput pin, string? meant) => new(meant is not null
        ? $"{meant}: expected the {pin.Role} that the run was started with, found none there; correct the path or give it with --{pin.Role} PATH."
        : $"{pin.Place}: expected the {pin.Role} that the run was started with, found none there or beside the run; give its new place with --{pin.Role} PATH.");

    private static string Short(ManifestFile? file) => file is null ? "no such file" : $"{file.Length} bytes, SHA-256 {file.Sha256[..8]}…";
}
