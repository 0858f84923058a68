using Cleave.Formats.Files;

namespace Cleave.Formats.Yaml;

/// <summary>One key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(string Key, YamlPlace Place, YamlNode Value);

/// <summary>Keys with values, in file order; each key once. Accessors name the file, the line, the key, and what was expected and found.</summary>
public sealed class YamlMap : YamlNode
{
    private readonly Dictionary<string, YamlNode> _values;

    internal YamlMap(IReadOnlyList<YamlEntry> entries, YamlPlace place)
        : base(place)
    {
        Entries = entries;
        _values = entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
    }

    /// <summary>The entries in file order.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; }

    /// <inheritdoc/>
    public override string Description => "a map of keys";

    /// <summary>The value at <paramref name="key"/>, or null where it is absent or written as nothing.</summary>
    public YamlNode? Find(string key) => _values.TryGetValue(key, out var value) && value is not YamlScalar { IsNothing: true } ? value : null;

    /// <summary>Whether <paramref name="key"/> has a value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The text at a key.</summary>
    /// <exception cref="InputException">Absent, or not text.</exception>
    public string Text(string key) => YamlValue.Text(Needed(key));

    /// <summary>The text at a key, or <paramref name="otherwise"/> where absent.</summary>
    /// <exception cref="InputException">Not text.</exception>
    public string Text(string key, string otherwise) => Find(key) is { } value ? YamlValue.Text(value) : otherwise;

    /// <summary>The finite number at a key, in decimal or exponent notation.</summary>
    /// <exception cref="InputException">Absent, or not such a number.</exception>
    public double Number(string key) => YamlValue.Number(Needed(key));

    /// <summary>The finite number at a key, or <paramref name="otherwise"/> where absent.</summary>
    /// <exception cref="InputException">Not such a number.</exception>
    public double Number(string key, double otherwise) => Find(key) is { } value ? YamlValue.Number(value) : otherwise;

    /// <summary>The whole number at a key.</summary>
    /// <exception cref="InputException">Absent, or not a whole number of 64 bits.</exception>
    public long Integer(string key) => YamlValue.Integer(Needed(key));

    /// <summary>The whole number at a key, or <paramref name="otherwise"/> where absent.</summary>
    /// <exception cref="InputException">Not a whole number of 64 bits.</exception>
    public long Integer(string key, long otherwise) => Find(key) is { } value ? YamlValue.Integer(value) : otherwise;

    /// <summary>The truth value at a key: only <c>true</c> and <c>false</c>.</summary>
    /// <exception cref="InputException">Absent, or neither.</exception>
    public bool Flag(string key) => YamlValue.Flag(Needed(key));

    /// <summary>The truth value at a key, or <paramref name="otherwise"/> where absent.</summary>
    /// <exception cref="InputException">Neither true nor false.</exception>
    public bool Flag(string key, bool otherwise) => Find(key) is { } value ? YamlValue.Flag(value) : otherwise;

    /// <summary>The map at a key.</summary>
    /// <exception cref="InputException">Absent, or not a map.</exception>
    public YamlMap Map(string key) => YamlValue.Map(Needed(key));

    /// <summary>The map at a key, or null where absent.</summary>
    /// <exception cref="InputException">Not a map.</exception>
    public YamlMap? OptionalMap(string key) => Find(key) is { } value ? YamlValue.Map(value) : null;

    /// <summary>The list at a key.</summary>
    /// <exception cref="InputException">Absent, or not a list.</exception>
    public YamlList List(string key) => YamlValue.List(Needed(key));

    /// <summary>The list at a key, or null where absent.</summary>
    /// <exception cref="InputException">Not a list.</exception>
    public YamlList? OptionalList(string key) => Find(key) is { } value ? YamlValue.List(value) : null;

    /// <summary>Refuses the first key that is not among those known.</summary>
    /// <exception cref="InputException">There is one; the message names the nearest known key.</exception>
    public void RefuseUnknown(params string[] known)
    {
        foreach (var entry in Entries)
        {
            if (!known.Contains(entry.Key, StringComparer.Ordinal))
            {
                throw entry.Place.Error($"key '{entry.Place.Path}' is unknown, {Spelling.Advice(entry.Key, known)}");
            }
        }
    }

    /// <summary>The input error for the value at a key, for checks beyond its type.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What the value must be.</param>
    public InputException Wrong(string key, string expected)
    {
        var value = Needed(key);
        return value.Place.Error($"key '{value.Place.Path}' must be {expected} but is {value.Description}, correct it.");
    }

    /// <summary>The same map with one value replaced, as <c>--set optimizer.lr=1e-3</c> does.</summary>
    /// <param name="path">Keys joined by dots; a number picks an item of a list.</param>
    /// <param name="value">The value as YAML, for example <c>1e-3</c> or <c>[1, 2]</c>.</param>
    /// <param name="known">Paths that may be added where absent; others must exist.</param>
    /// <param name="source">What messages call the change.</param>
    /// <exception cref="InputException">The path is unknown, or the value is not YAML.</exception>
    public YamlMap With(string path, string value, IReadOnlyCollection<string>? known = null, string source = "--set") =>
        YamlEdit.With(this, path, value, known ?? [], source);

    /// <summary>The same map with several values replaced, each as a whole; the keys of <paramref name="changes"/> are dotted paths.</summary>
    /// <exception cref="InputException">A path is unknown.</exception>
    public YamlMap With(YamlMap changes) => YamlEdit.With(this, changes);

    /// <summary>The same map without the entry at a dotted path.</summary>
    /// <exception cref="InputException">The path is unknown.</exception>
    public YamlMap Without(string path) => YamlEdit.Without(this, path);

    /// <summary>The value at a dotted path as canonical YAML, or null where there is none.</summary>
    public string? TextAt(string path) => YamlEdit.Find(this, path) is { } value ? YamlText.Of(value) : null;

    /// <summary>Canonical YAML, which parses to the same tree.</summary>
    /// <param name="comments">Comments by dotted path, each behind its key; null writes none.</param>
    public string ToText(IReadOnlyDictionary<string, string>? comments = null) => YamlText.Write(this, comments);

    private YamlNode Needed(string key)
    {
        string path = Place.Path.Length == 0 ? key : $"{Place.Path}.{key}";
        return Find(key) ?? throw Place.Error($"key '{path}' is missing, add it.");
    }
}
