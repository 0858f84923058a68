using Cleave.Formats;
using Cleave.Formats.Yaml;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>A config as written and as understood. Every setting stands in the file; there are no defaults elsewhere.</summary>
public sealed class RecipeFile
{
    private readonly YamlMap _map;
    private readonly IReadOnlyList<ToyKind> _toys;

    private RecipeFile(YamlMap map, IReadOnlyList<ToyKind> toys) => (_map, _toys) = (map, toys);

    /// <summary>The complete settings as canonical text, which parses to the same config.</summary>
    public string Text => _map.ToText();

    /// <summary>The target's settings as canonical text.</summary>
    internal string Target => _map.Map("target").ToText();

    /// <summary>The same text with a comment behind each key whose name does not say it all, the first time that it stands there.</summary>
    public string CommentedText
    {
        get
        {
            var reading = new Reading();
            ConfigForm.Of(_toys).Read(_map, reading);
            var said = new HashSet<string>(StringComparer.Ordinal);
            return _map.ToText(reading.Keys.Where(k => !k.Value.IsObvious).Select(k => (Path: k.Key, Text: k.Value.Comment(_map.TextAt(k.Key))))
                .Where(c => said.Add(c.Text)).ToDictionary(c => c.Path, c => c.Text));
        }
    }

    /// <summary>The settings.</summary>
    /// <exception cref="InputException">When values are missing, unknown, of the wrong kind or out of range; all mistakes are in it.</exception>
    public RunConfig Config
    {
        get
        {
            var reading = new Reading();
            var config = ConfigForm.Of(_toys).Read(_map, reading);
            reading.Throw();
            return config;
        }
    }

    /// <summary>Reads a config from a file. Relative paths in it start from its folder.</summary>
    /// <exception cref="InputException">Not readable, or not strict YAML.</exception>
    public static RecipeFile Read(string path)
    {
        var recipe = Parse(StrictYaml.ReadText(path), path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return recipe.Rooted("target", "model", folder).Rooted("target", "tokenizer", folder).Rooted("data", "text", folder);
    }

    /// <summary>Parses a config.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that messages give.</param>
    /// <param name="toys">The kinds of toys that it may name; null means all that come with the program.</param>
    /// <exception cref="InputException">Not strict YAML. Where a key stands twice, all other mistakes are told too.</exception>
    public static RecipeFile Parse(string text, string file, IReadOnlyList<ToyKind>? toys = null)
    {
        var recipe = new RecipeFile(StrictYaml.Parse(text, file, out var repeated), toys ?? ToyKinds.All);
        if (repeated.Count == 0)
            return recipe;
        var reading = new Reading();
        foreach (var key in repeated)
            reading.Add(key.Place, key.Problem);
        ConfigForm.Of(recipe._toys).Read(recipe._map, reading);
        reading.Throw();
        return recipe;
    }

    /// <summary>A recipe that comes with the program: a name of its own, a target, or target/method.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static RecipeFile OfName(string name) => Catalogue.Shipped.Recipe(name);

    /// <summary>The same config with one value replaced.</summary>
    /// <param name="key">Keys joined by dots.</param>
    /// <param name="yaml">The value as YAML.</param>
    /// <param name="source">What messages call the change.</param>
    /// <exception cref="InputException">There is no such key, or the value is not YAML.</exception>
    public RecipeFile With(string key, string yaml, string source = "--set") => new(_map.With(key, yaml, source: source), _toys);

    /// <summary>The same config with one value replaced, or added where the key is absent.</summary>
    /// <param name="key">Keys joined by dots.</param>
    /// <param name="yaml">The value as YAML.</param>
    /// <exception cref="InputException">The value is not YAML.</exception>
    public RecipeFile WithAdded(string key, string yaml) => new(_map.With(key, yaml, [key], "--add"), _toys);

    /// <summary>The same config without one entry.</summary>
    /// <exception cref="InputException">There is no such key.</exception>
    public RecipeFile Without(string key) => new(_map.Without(key), _toys);

    /// <summary>The value of a key as YAML, or null where there is none.</summary>
    public string? ValueAt(string key) => _map.TextAt(key);

    /// <summary>The same config with one value replaced by a text.</summary>
    /// <param name="key">Keys joined by dots.</param>
    /// <param name="text">Any text.</param>
    /// <exception cref="InputException">There is no such key.</exception>
    public RecipeFile WithText(string key, string text) =>
        With(key, $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    private RecipeFile Rooted(string section, string key, string folder) =>
        (_map.Find(section) as YamlMap)?.Find(key) is YamlScalar { Text: not OrNone<string>.None } path && !Path.IsPathRooted(path.Text)
            ? WithText($"{section}.{key}", Path.GetFullPath(path.Text, folder))
            : this;
}
