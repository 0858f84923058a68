using System.Text.Json.Nodes;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>A registered kind: its name in configs, what it is, and the keys that it adds to its map.</summary>
internal sealed record Kind<T>(string Name, string About, Part<T> Part)
{
    /// <summary>A kind without keys of its own.</summary>
    public Kind(string name, string about, Func<T> make)
        : this(name, about, new Fixed<T>(make))
    {
    }
}

/// <summary>What a map chose, and under which name.</summary>
internal sealed record Chosen<T>(string Kind, T Value);

/// <summary>A key that names one of several registered kinds, with the keys of the kind beside it.</summary>
internal sealed class Kinds<T>(string key, string about, params IReadOnlyList<Kind<T>> all) : Part<Chosen<T>>, IKey
{
    private readonly Form<string> _form = Scalars.Choice([.. all.Select(k => k.Name)]);

    public IReadOnlyList<Kind<T>> All => all;

    public string Name => key;

    public IForm Form => _form;

    public string About => about;

    public bool IsObvious => false;

    public bool IsRequired => true;

    public IReadOnlyList<(string Name, string About)> Choices => [.. all.Select(k => (k.Name, k.About))];

    // Kinds without keys are one variant, so that variants do not multiply.
    public override IReadOnlyList<Variant> Variants
    {
        get
        {
            var plain = all.Where(k => k.Part.Variants.All(v => v.Keys.Count == 0)).ToArray();
            var others = all.Except(plain).SelectMany(k => k.Part.Variants.Select(Chosen(k).And));
            var first = plain.Length == 0 ? [] : plain.Length == all.Count ? [Variant.Nothing with { Keys = [this] }] : (Variant[])[Chosen(plain)];
            return [.. first, .. others];
        }
    }

    public override IEnumerable<string> Known(YamlMap map) =>
        [key, .. Find(map) is { } kind ? kind.Part.Known(map) : all.SelectMany(k => k.Part.Known(map)).Distinct(StringComparer.Ordinal)];

    /// <summary>The same choice among fewer.</summary>
    public Kinds<T> Without(params string[] names) => new(key, about, [.. all.Where(k => !names.Contains(k.Name, StringComparer.Ordinal))]);

    public override Chosen<T> Read(YamlMap map, Reading reading)
    {
        reading.Met(map, this);
        if (Find(map) is { } kind)
            return new Chosen<T>(kind.Name, kind.Part.Read(map, reading));
        if (map.Find(key) is { } node)
            _form.Read(node, reading);
        else
            reading.Missing(map, key);
        return default!;
    }

    private Kind<T>? Find(YamlMap map) => map.Find(key) is YamlScalar scalar ? all.FirstOrDefault(k => k.Name == scalar.Text) : null;

    private Variant Chosen(params Kind<T>[] kinds)
    {
        var names = kinds.Select(k => k.Name).ToArray();
        var condition = new JsonObject
        {
            ["properties"] = new JsonObject { [key] = new JsonObject { ["enum"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) } },
            ["required"] = new JsonArray(key),
        };
        return new Variant([new Condition(condition, $"{key}: {string.Join(" or ", names)}")], [this]);
    }
}
