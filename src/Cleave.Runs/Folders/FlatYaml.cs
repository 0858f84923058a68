using Cleave.Formats.Yaml;

namespace Cleave.Runs.Folders;

/// <summary>A configuration as dotted keys (losses[0].weight) with their text.</summary>
internal static class FlatYaml
{
    public static IReadOnlyDictionary<string, string> Parse(string text, string source)
    {
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(flat, "", StrictYaml.Parse(text, source));
        return flat;
    }

    private static void Add(SortedDictionary<string, string> flat, string key, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                flat.Add(key, scalar.Text);
                break;
            case YamlList list:
                for (var i = 0; i < list.Items.Count; i++)
                    Add(flat, $"{key}[{i}]", list.Items[i]);
                break;
            case YamlMap map:
                foreach (var entry in map.Entries)
                    Add(flat, key.Length == 0 ? entry.Key : $"{key}.{entry.Key}", entry.Value);
                break;
        }
    }
}
