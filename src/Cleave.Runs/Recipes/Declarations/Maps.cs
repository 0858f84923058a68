using System.Text.Json.Nodes;
using Cleave.Formats.Files;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>A map whose keys are all known and all there.</summary>
/// <param name="part">Its keys.</param>
/// <param name="name">The name of its definition in the schema.</param>
internal sealed class MapForm<T>(Part<T> part, string name) : Form<T>
{
    public override string Words => $"a map of {string.Join(", ", part.Variants.SelectMany(v => v.Keys).Select(k => k.Name).Distinct())}";

    public override IEnumerable<(string Path, IPart Part)> Maps => [("", part)];

    public override JsonObject Schema(SchemaParts parts) => parts.Reference(name, part);

    public override T Read(YamlNode node, Reading reading)
    {
        if (node is YamlMap map)
        {
            reading.RefuseUnknown(map, [.. part.Known(map)]);
            return part.Read(map, reading);
        }

        reading.Wrong(node, Words);
        return default!;
    }
}

/// <summary>A map whose keys the config invents, each with a value of the same form.</summary>
/// <param name="value">What stands at each key.</param>
/// <param name="words">What the map is.</param>
/// <param name="most">How many keys at most; there is at least one.</param>
internal sealed class EntriesForm<T>(Form<T> value, string words, int most) : Form<IReadOnlyList<(string Key, T Value)>>
{
    public override string Words => words;

    public override IEnumerable<(string Path, IPart Part)> Maps => value.Maps.Select(m => ($".NAME{m.Path}", m.Part));

    public override JsonObject Schema(SchemaParts parts) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = value.Schema(parts),
        ["minProperties"] = 1,
        ["maxProperties"] = most,
    };

    public override IReadOnlyList<(string Key, T Value)> Read(YamlNode node, Reading reading)
    {
        if (node is not YamlMap map || map.Entries.Count == 0 || map.Entries.Count > most)
        {
            reading.Wrong(node, Words);
            return [];
        }

        var entries = new List<(string, T)>();
        foreach (var entry in map.Entries)
        {
            if (map.Find(entry.Key) is { } found)
                entries.Add((entry.Key, value.Read(found, reading)));
            else
                reading.Add(entry.Place, $"key '{Printable.Name(entry.Place.Path)}' must be {value.Words} but is nothing, correct it.");
        }

        return entries;
    }
}
