using System.Globalization;
using Cleave.Formats;
using Cleave.Runs.Disks;

namespace Cleave.Runs.Folders;

/// <summary>A configuration key with a changed value; null means absent.</summary>
public sealed record ConfigChange(string Key, string? Old, string? New)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Old ?? "absent"} -> {New ?? "absent"}";
}

/// <summary>Finds what changed between the configuration a run was started with and the one it is resumed with.</summary>
public static class ConfigDrift
{
    private const string Judgement = "verdict.";

    /// <summary>Keys that say how to run and not what to compute.</summary>
    public static IReadOnlyList<string> OperationalKeys { get; } = ["threads", "log_every", "checkpoint_every"];

    /// <summary>
    /// The changed keys in order; <paramref name="exemptKeys"/> are matched whole or as the last part of a dotted key. The bars of the
    /// verdict judge a result and change none, so they are exempt too.
    /// </summary>
    public static IReadOnlyList<ConfigChange> Compare(string oldYaml, string newYaml, IEnumerable<string>? exemptKeys = null)
    {
        var before = FlatYaml.Parse(oldYaml, "the run's configuration");
        var now = FlatYaml.Parse(newYaml, "the new configuration");
        var exempt = (exemptKeys ?? OperationalKeys).ToHashSet(StringComparer.Ordinal);

        return
        [
            .. before.Keys.Union(now.Keys)
                .Where(key => Computes(key, exempt))
                .Order(StringComparer.Ordinal)
                .Select(key => new ConfigChange(key, before.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(change => !Same(change.Old, change.New)),
        ];
    }

    /// <summary>SHA-256 of what a configuration computes, in lower-case hex: equal where <see cref="Compare"/> finds no change.</summary>
    public static string Digest(string yaml)
    {
        var exempt = OperationalKeys.ToHashSet(StringComparer.Ordinal);
        var lines = FlatYaml.Parse(yaml, "the configuration")
            .Where(pair => Computes(pair.Key, exempt))
            .Select(pair => $"{pair.Key}\t{Canonical(pair.Value)}\n");
        return DurableFile.DigestOfText(string.Concat(lines));
    }

    /// <summary>Throws, listing every change, unless there is none.</summary>
    public static void Refuse(string source, IReadOnlyList<ConfigChange> changes)
    {
        if (changes.Count > 0)
        {
            throw new InputException(
                $"{source}: expected the configuration the run was started with, found changes ({string.Join("; ", changes)}); "
                + "undo them, start another run with --out FOLDER, or pass --accept-config-change.");
        }
    }

    private static bool Computes(string key, HashSet<string> exempt) => !exempt.Contains(key) && !exempt.Contains(key[(key.LastIndexOf('.') + 1)..])
        && !key.StartsWith(Judgement, StringComparison.Ordinal);

    // 1e-3 and 0.001 are one value.
    private static string Canonical(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : value;

    private static bool Same(string? old, string? @new) =>
        old == @new
        || (double.TryParse(old, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && double.TryParse(@new, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            && x.Equals(y));
}
