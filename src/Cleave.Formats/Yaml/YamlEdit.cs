using System.Globalization;
using Cleave.Formats.Files;

namespace Cleave.Formats.Yaml;

/// <summary>Replaces values by dotted path.</summary>
internal static class YamlEdit
{
    internal static YamlMap With(YamlMap map, YamlMap changes) => changes.Entries.Aggregate(
        map, (changed, entry) => With(changed, entry.Key, YamlText.Of(entry.Value), [], $"{entry.Place.File} line {entry.Place.Line}:"));

    internal static YamlMap With(YamlMap map, string path, string value, IReadOnlyCollection<string> known, string source)
    {
        var paths = Paths(map).Concat(known).Distinct(StringComparer.Ordinal).ToList();
        string[] keys = path.Split('.');
        if (!paths.Contains(path, StringComparer.Ordinal) || keys.Length > StrictYaml.DeepestLevel || keys.Contains(""))
        {
            throw new InputException($"{source} {Printable.Name(path)}: there is no such key, {Spelling.Advice(path, paths)}");
        }
        var node = StrictYaml.ParseValue(value, $"{source} {path}", path);
        return (YamlMap)Replace(map, keys, node, node.Place);
    }

    internal static YamlMap Without(YamlMap map, string path) => Find(map, path) is not null ? Cut(map, path)
        : throw new InputException($"{map.Place.File}: '{Printable.Name(path)}' cannot be taken out, there is no such key, {Spelling.Advice(path, [.. Paths(map)])}");

    internal static YamlNode? Find(YamlNode node, string path) => node switch
    {
        YamlMap map => map.Entries.Select(entry => entry.Place.Path == path ? entry.Value : Find(entry.Value, path)).FirstOrDefault(found => found is not null),
        YamlList list => list.Items.Select(item => item.Place.Path == path ? item : Find(item, path)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static YamlMap Cut(YamlMap map, string path) => new(
        [.. map.Entries.Where(entry => entry.Place.Path != path).Select(entry => entry.Value is YamlMap inner ? entry with { Value = Cut(inner, path) } : entry)], map.Place);

    private static IEnumerable<string> Paths(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => Paths(entry.Value).Prepend(entry.Place.Path)),
        YamlList list => list.Items.SelectMany(item => Paths(item).Prepend(item.Place.Path)),
        _ => [],
    };

    private static YamlNode Replace(YamlNode? node, ReadOnlySpan<string> keys, YamlNode value, YamlPlace place)
    {
        if (keys.IsEmpty)
        {
            return value;
        }
        return node switch
        {
            YamlList list => ReplaceItem(list, keys, value, place),
            null or YamlMap or YamlScalar { IsNothing: true } => ReplaceEntry(node as YamlMap, keys, value, place),
            _ => throw new InputException($"{place.File}: key '{node.Place.Path}' is {node.Description} and has no keys of its own, set it as a whole."),
        };
    }

    private static YamlList ReplaceItem(YamlList list, ReadOnlySpan<string> keys, YamlNode value, YamlPlace place)
    {
        if (!int.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= list.Items.Count)
        {
            throw new InputException($"{place.File}: '{Printable.Name(keys[0])}' is no item of the list '{list.Place.Path}' of {list.Items.Count}, count from 0.");
        }
        var items = list.Items.ToArray();
        items[index] = Replace(items[index], keys[1..], value, place);
        return new YamlList(items, list.Place);
    }

    private static YamlMap ReplaceEntry(YamlMap? map, ReadOnlySpan<string> keys, YamlNode value, YamlPlace place)
    {
        var entries = map?.Entries.ToList() ?? [];
        // A key may itself hold dots, as the names of sites do, so longer joins of the path are tried too.
        for (int length = 1; length <= keys.Length; length++)
        {
            string key = string.Join('.', keys[..length].ToArray());
            int at = entries.FindIndex(entry => entry.Key == key);
            if (at >= 0)
            {
                entries[at] = entries[at] with { Value = Replace(entries[at].Value, keys[length..], value, place) };
                return new YamlMap(entries, map!.Place);
            }
        }
        string prefix = map is null or { Place.Path: "" } ? "" : map.Place.Path + ".";
        string path = map is null ? place.Path[..^(string.Join('.', keys.ToArray()).Length - keys[0].Length)] : prefix + keys[0];
        entries.Add(new YamlEntry(keys[0], place with { Path = path }, Replace(null, keys[1..], value, place)));
        return new YamlMap(entries, map?.Place ?? place with { Path = path[..Math.Max(0, path.Length - keys[0].Length - 1)] });
    }
}
