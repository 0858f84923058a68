using System.Reflection;
using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Yaml;

namespace Cleave.Decomposition.Recipes;

/// <summary>A config as written and as understood. Every setting stands in the file; there are no defaults elsewhere.</summary>
public sealed class RecipeFile
{
    private const string Folder = "Cleave.Decomposition.Recipes.";
    private const string Extension = ".yaml";

    private readonly YamlMap _map;

    private RecipeFile(YamlMap map) => _map = map;

    /// <summary>Names of the recipes that come with the program.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(RecipeFile).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(Extension, StringComparison.Ordinal))
            .Select(n => n[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The complete settings as canonical text, which parses to the same config.</summary>
    public string Text => _map.ToText();

    /// <summary>The target's settings as canonical text.</summary>
    internal string Target => _map.Map("target").ToText();

    /// <summary>The settings.</summary>
    /// <exception cref="InputException">When a value is missing, unknown, of the wrong kind or out of range.</exception>
    public RunConfig Config => ConfigReader.Read(_map);

    /// <summary>Reads a config from a file. Relative paths in it start from its folder.</summary>
    /// <exception cref="InputException">Not readable, or not strict YAML.</exception>
    public static RecipeFile Read(string path)
    {
        var recipe = new RecipeFile(StrictYaml.Read(path));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return recipe.Rooted("target", "model", folder).Rooted("target", "tokenizer", folder).Rooted("data", "text", folder);
    }

    /// <summary>Parses a config.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that messages give.</param>
    /// <exception cref="InputException">Not strict YAML.</exception>
    public static RecipeFile Parse(string text, string file) => new(StrictYaml.Parse(text, file));

    /// <summary>A recipe that comes with the program.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static RecipeFile OfName(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{name}{Extension}")
            ?? throw new InputException($"{Printable.Name(name)}: there is no such recipe, choose one of {string.Join(", ", Shipped)}.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), $"recipe {name}");
    }

    /// <summary>The same config with one value replaced.</summary>
    /// <param name="key">Keys joined by dots.</param>
    /// <param name="yaml">The value as YAML.</param>
    /// <exception cref="InputException">There is no such key, or the value is not YAML.</exception>
    public RecipeFile With(string key, string yaml) => new(_map.With(key, yaml));

    /// <summary>The same config with one value replaced by a text.</summary>
    /// <param name="key">Keys joined by dots.</param>
    /// <param name="text">Any text.</param>
    /// <exception cref="InputException">There is no such key.</exception>
    public RecipeFile WithText(string key, string text) =>
        With(key, $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    private RecipeFile Rooted(string section, string key, string folder) =>
        (_map.Find(section) as YamlMap)?.Find(key) is YamlScalar { Text: not Section.None } path && !Path.IsPathRooted(path.Text)
            ? WithText($"{section}.{key}", Path.GetFullPath(path.Text, folder))
            : this;
}
