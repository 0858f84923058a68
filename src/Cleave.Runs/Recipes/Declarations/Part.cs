using System.Text.Json.Nodes;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>A key of a map: its name, what its value may be, and what it is for.</summary>
internal interface IKey
{
    string Name { get; }

    IForm Form { get; }

    /// <summary>One line, without a full stop at its end where it is no sentence.</summary>
    string About { get; }

    /// <summary>Whether name and value say it all, so that a recipe needs no comment.</summary>
    bool IsObvious { get; }

    /// <summary>Whether it must be there.</summary>
    bool IsRequired { get; }

    /// <summary>The kinds that it names, where it names kinds.</summary>
    IReadOnlyList<(string Name, string About)> Choices { get; }

    /// <summary>What a comment behind it says: what it is for, or what the kind is that it names.</summary>
    string Comment(string? value) => Choices.FirstOrDefault(c => c.Name == value?.Trim()) is { About: { } about } ? about.TrimEnd('.') : About.TrimEnd('.');
}

/// <summary>A condition on a map.</summary>
/// <param name="Schema">As JSON schema.</param>
/// <param name="Words">In words.</param>
internal sealed record Condition(JsonObject Schema, string Words);

/// <summary>One choice of what a map holds: on which conditions, and then which keys.</summary>
internal sealed record Variant(IReadOnlyList<Condition> Conditions, IReadOnlyList<IKey> Keys)
{
    public static Variant Nothing { get; } = new([], []);

    public Variant And(Variant other) => new([.. Conditions, .. other.Conditions], [.. Keys, .. other.Keys]);
}

/// <summary>Some keys of a map that belong together.</summary>
internal interface IPart
{
    IReadOnlyList<Variant> Variants { get; }

    /// <summary>The keys that may stand in a map with what the map chooses.</summary>
    IEnumerable<string> Known(YamlMap map);

    object? ReadAny(YamlMap map, Reading reading);
}

/// <summary>Some keys of a map that belong together, and the value that they are read as.</summary>
internal abstract class Part<T> : IPart
{
    public abstract IReadOnlyList<Variant> Variants { get; }

    public abstract IEnumerable<string> Known(YamlMap map);

    /// <summary>Reads the keys. What it returns counts only if nothing was reported.</summary>
    public abstract T Read(YamlMap map, Reading reading);

    object? IPart.ReadAny(YamlMap map, Reading reading) => Read(map, reading);
}

/// <summary>One key.</summary>
internal sealed class Key<T>(string name, Form<T> form, string about, bool obvious = false) : Part<T>, IKey
{
    public string Name => name;

    public IForm Form => form;

    public string About => about;

    public bool IsObvious => obvious;

    public bool IsRequired => true;

    public IReadOnlyList<(string Name, string About)> Choices => [];

    public override IReadOnlyList<Variant> Variants => [Variant.Nothing with { Keys = [this] }];

    public override IEnumerable<string> Known(YamlMap map) => [name];

    public override T Read(YamlMap map, Reading reading)
    {
        reading.Met(map, this);
        if (map.Find(name) is { } node)
            return form.Read(node, reading);
        reading.Missing(map, name);
        return default!;
    }
}

/// <summary>A key that configs of earlier versions do not have.</summary>
internal sealed class LaterKey<T>(string name, Form<T> form, string about) : Part<T?>, IKey
    where T : class
{
    public string Name => name;

    public IForm Form => form;

    public string About => about;

    public bool IsObvious => false;

    public bool IsRequired => false;

    public IReadOnlyList<(string Name, string About)> Choices => [];

    public override IReadOnlyList<Variant> Variants => [Variant.Nothing with { Keys = [this] }];

    public override IEnumerable<string> Known(YamlMap map) => [name];

    public override T? Read(YamlMap map, Reading reading)
    {
        reading.Met(map, this);
        if (map.Find(name) is { } node)
            return form.Read(node, reading);
        if (map.Entries.Any(e => e.Key == name))
            reading.Missing(map, name);
        return null;
    }
}

/// <summary>No key at all.</summary>
internal sealed class Fixed<T>(Func<T> make) : Part<T>
{
    public override IReadOnlyList<Variant> Variants => [Variant.Nothing];

    public override IEnumerable<string> Known(YamlMap map) => [];

    public override T Read(YamlMap map, Reading reading) => make();
}

/// <summary>What was read, by declaration.</summary>
internal sealed class Values
{
    private readonly Dictionary<IPart, object?> _values = [];

    public T Of<T>(Part<T> part) => (T)_values[part]!;

    public void Add(IPart part, object? value) => _values.Add(part, value);
}

/// <summary>Several parts that make one value.</summary>
internal sealed class Group<T>(IReadOnlyList<IPart> parts, Func<Values, T> make) : Part<T>
{
    /// <summary>Conditions between the values: the key that is wrong and what is expected of it, or null where all is well.</summary>
    public Func<Values, (IKey Key, string Expected)?>? Check { get; init; }

    public override IReadOnlyList<Variant> Variants { get; } = parts.Aggregate(
        (IReadOnlyList<Variant>)[Variant.Nothing], (all, part) => [.. all.SelectMany(v => part.Variants.Select(v.And))]);

    public override IEnumerable<string> Known(YamlMap map) => parts.SelectMany(p => p.Known(map));

    public override T Read(YamlMap map, Reading reading)
    {
        var (before, values) = (reading.Failures, new Values());
        foreach (var part in parts)
            values.Add(part, part.ReadAny(map, reading));
        if (reading.Failures != before)
            return default!;
        if (Check?.Invoke(values) is not var (key, expected))
            return make(values);
        reading.Wrong(map.Find(key.Name)!, expected, across: true);
        return default!;
    }
}
