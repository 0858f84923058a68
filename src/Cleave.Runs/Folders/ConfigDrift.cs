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
    private const string None = "none";
    private const string TokenizerKey = "target.tokenizer";
    private const string Judgement = "verdict.";

    /// <summary>Keys that say how to run and not what to compute.</summary>
    public static IReadOnlyList<string> OperationalKeys { get; } = ["threads", "log_every", "checkpoint_every"];

    /// <summary>Keys that say where inputs lie.</summary>
    public static IReadOnlyList<string> InputKeys { get; } = ["target.model", TokenizerKey, "data.text"];

    /// <summary>The changed keys in order, without those that compute nothing: the operational ones, and the bars that judge a result.</summary>
    /// <param name="oldYaml">One configuration.</param>
    /// <param name="newYaml">Another.</param>
    /// <param name="inputsArePinned">Whether what the inputs hold is compared elsewhere, so that another path is no change.</param>
    public static IReadOnlyList<ConfigChange> Compare(string oldYaml, string newYaml, bool inputsArePinned = false)
    {
        var before = FlatYaml.Parse(oldYaml, "the run's configuration");
        var now = FlatYaml.Parse(newYaml, "the new configuration");
        return
        [
            .. before.Keys.Union(now.Keys)
                .Where(Computes)
                .Order(StringComparer.Ordinal)
                .Select(key => new ConfigChange(key, before.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(change => Canonical(change.Key, change.Old, inputsArePinned) != Canonical(change.Key, change.New, inputsArePinned)),
        ];
    }

    /// <summary>SHA-256 of what a configuration computes, in lower-case hex: equal where <see cref="Compare"/> finds no change.</summary>
    /// <param name="yaml">The configuration.</param>
    /// <param name="inputsArePinned">Whether what the inputs hold is compared elsewhere, so that their paths are left out.</param>
    public static string Digest(string yaml, bool inputsArePinned = false)
    {
        var lines = FlatYaml.Parse(yaml, "the configuration")
            .Where(pair => Computes(pair.Key))
            .Select(pair => $"{pair.Key}\t{Canonical(pair.Key, pair.Value, inputsArePinned)}\n");
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

    private static bool Computes(string key) =>
        !OperationalKeys.Contains(key[(key.LastIndexOf('.') + 1)..], StringComparer.Ordinal) && !key.StartsWith(Judgement, StringComparison.Ordinal);

    // 1e-3 and 0.001 are one value. Whether there is a text is a setting even where its place is none; a tokenizer may be named or lie beside the model.
    private static string? Canonical(string key, string? value, bool inputsArePinned) =>
        value is null ? null
        : inputsArePinned && InputKeys.Contains(key, StringComparer.Ordinal) && (key == TokenizerKey || value != None) ? "pinned"
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture)
        : value;
}
