using Cleave.Formats;
using Cleave.Formats.Files;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes.Declarations;

/// <summary>One mistake of a config.</summary>
/// <param name="Place">Where.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="IsAcross">Whether it lies between several values, which a JSON schema cannot say.</param>
internal sealed record Mistake(YamlPlace Place, string Sentence, bool IsAcross);

/// <summary>What comes up while a config is read: every mistake, and which declaration each key has.</summary>
internal sealed class Reading
{
    private readonly List<Mistake> _mistakes = [];
    private readonly Dictionary<string, IKey> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _excused = new(StringComparer.Ordinal);
    private int _excuses;

    /// <summary>All mistakes, in the order of their places.</summary>
    public IReadOnlyList<Mistake> Mistakes => [.. _mistakes.OrderBy(m => m.Place.Line).ThenBy(m => m.Place.Column)];

    /// <summary>The declarations of the keys met, by path.</summary>
    public IReadOnlyDictionary<string, IKey> Keys => _keys;

    /// <summary>Grows with everything that keeps a value from being made.</summary>
    public int Failures => _mistakes.Count + _excuses;

    public void Met(YamlMap map, IKey key) => _keys.TryAdd(PathOf(map, key.Name), key);

    public void Add(YamlPlace place, string sentence, bool across = false) => _mistakes.Add(new Mistake(place, sentence, across));

    public void Wrong(YamlNode node, string expected, bool across = false) =>
        Add(node.Place, $"key '{Printable.Name(node.Place.Path)}' must be {expected} but is {node.Description}, correct it.", across);

    public void Missing(YamlMap map, string key)
    {
        if (_excused.Contains(PathOf(map, key)))
            _excuses++;
        else
            Add(map.Place, $"key '{Printable.Name(PathOf(map, key))}' is missing, add it.");
    }

    /// <summary>Reports the keys of a map that are not known there. A known one that is absent and was probably meant is not missed as well.</summary>
    public void RefuseUnknown(YamlMap map, IReadOnlyList<string> known)
    {
        foreach (var entry in map.Entries.Where(e => !known.Contains(e.Key, StringComparer.Ordinal)))
        {
            Add(entry.Place, $"key '{Printable.Name(entry.Place.Path)}' is unknown, {Spelling.Advice(entry.Key, known)}");
            if (Spelling.Nearest(entry.Key, known) is { } nearest && !map.Has(nearest))
                _excused.Add(PathOf(map, nearest));
        }
    }

    /// <exception cref="InputException">When there is a mistake; all are in it.</exception>
    public void Throw()
    {
        if (_mistakes.Count > 0)
            throw new InputException([.. Mistakes.Select(m => m.Place.Sentence(m.Sentence))]);
    }

    private static string PathOf(YamlMap map, string key) => map.Place.Path.Length == 0 ? key : $"{map.Place.Path}.{key}";
}
