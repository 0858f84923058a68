using System.Text;
using System.Text.Unicode;
using Cleave.Formats.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Cleave.Formats.Yaml;

/// <summary>
/// Parses the subset of YAML in which nothing is hidden: maps, lists and scalars. Anchors, aliases, tags, merge keys, duplicate keys, tabs,
/// several documents, files above 256 KiB and nesting beyond 32 levels are input errors.
/// </summary>
public static class StrictYaml
{
    internal const int DeepestLevel = 32;
    private const int LargestFile = 256 << 10;
    private const int MostEvents = 100_000;

    /// <summary>Reads a file whose root is a map.</summary>
    /// <exception cref="InputException">Not readable or not strict YAML.</exception>
    public static YamlMap Read(string path) => Parse(ReadText(path), path);

    /// <summary>Reads the text of a file, for <see cref="Parse(string, string)"/>.</summary>
    /// <exception cref="InputException">Not readable, too large or not UTF-8.</exception>
    public static string ReadText(string path)
    {
        byte[] bytes = InputFile.ReadAll(path, LargestFile);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw new InputException($"{path}: the file is not UTF-8 text, save it as UTF-8.");
    }

    /// <summary>Parses text whose root is a map.</summary>
    /// <param name="text">The YAML; a byte order mark is skipped.</param>
    /// <param name="file">The name that messages give.</param>
    /// <exception cref="InputException">Not strict YAML.</exception>
    public static YamlMap Parse(string text, string file)
    {
        var map = Parse(text, file, out var repeated);
        return repeated.Count == 0 ? map : throw repeated[0].Place.Error(repeated[0].Problem);
    }

    /// <summary>The same, but a key that stands twice in its map is reported instead of thrown; the tree has the first.</summary>
    /// <param name="text">The YAML; a byte order mark is skipped.</param>
    /// <param name="file">The name that messages give.</param>
    /// <param name="repeated">Such keys.</param>
    /// <exception cref="InputException">Not strict YAML.</exception>
    public static YamlMap Parse(string text, string file, out IReadOnlyList<RepeatedKey> repeated)
    {
        var found = new List<RepeatedKey>();
        repeated = found;
        return ParseValue(text, file, found) switch
        {
            YamlMap map => map,
            var other => throw other.Place.Error($"the file must hold keys with values but holds {other.Description}, write 'key: value'."),
        };
    }

    /// <summary>Parses a value given by itself, as on the command line: its places have no line.</summary>
    internal static YamlNode ParseValue(string text, string source, string path)
    {
        var repeated = new List<RepeatedKey>();
        var value = ParseValue(text, source, repeated, path, oneLine: true);
        return repeated.Count == 0 ? value : throw repeated[0].Place.Error(repeated[0].Problem);
    }

    private static YamlNode ParseValue(string text, string file, List<RepeatedKey> repeated, string path = "", bool oneLine = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        CheckCharacters(text, file);
        try
        {
            return new Reading(new Parser(new StringReader(text)), file, repeated, oneLine).Document(path);
        }
        catch (YamlException failure)
        {
            throw new InputException($"{file} line {Math.Max(1, failure.Start.Line)}: the text is not valid YAML at column {Math.Max(1, failure.Start.Column)} ({Reason(failure)}), correct it.", failure);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InputException($"{file}: the text is not valid YAML, correct it.", failure);
        }
    }

    private static string Reason(YamlException failure) => Printable.Name(failure.Message.TrimEnd('.'));

    private static void CheckCharacters(string text, string file)
    {
        if (Encoding.UTF8.GetByteCount(text) > LargestFile)
        {
            throw new InputException($"{file}: the text has more than {LargestFile} bytes, shorten it.");
        }
        int line = 1;
        foreach (char c in text)
        {
            line += c == '\n' ? 1 : 0;
            if (c is '\n' or '\r' || !(char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF'))
            {
                continue;
            }
            throw new InputException(c == '\t'
                ? $"{file} line {line}: there is a tab, indent and separate with spaces."
                : $"{file} line {line}: there is the control character {Printable.Name(c.ToString())}, remove it.");
        }
    }

    /// <summary>One pass over the events of a text.</summary>
    private sealed class Reading(Parser parser, string file, List<RepeatedKey> repeated, bool oneLine)
    {
        private int _events;

        internal YamlNode Document(string path)
        {
            Next();
            if (Next() is not DocumentStart start)
            {
                throw new InputException($"{file}: the text is empty, write at least one 'key: value'.");
            }
            if (start.Version is not null || start.Tags is { Count: > 0 } && start.Tags.Any(tag => tag.Handle is not ("!" or "!!")))
            {
                throw Place(start, "").Error("there is a % directive, remove it.");
            }
            var root = Node(Next(), path, 0);
            Next();
            return Next() is StreamEnd ? root : throw Place(parser.Current!, "").Error("a second document starts, keep one per file.");
        }

        private ParsingEvent Next()
        {
            if (++_events > MostEvents)
            {
                throw new InputException($"{file}: there are more than {MostEvents} keys and values, shorten the file.");
            }
            return parser.MoveNext() ? parser.Current! : throw new InputException($"{file}: the text ends too early, complete it.");
        }

        private YamlPlace Place(ParsingEvent at, string path) => new(file, oneLine ? 0 : (int)at.Start.Line, (int)at.Start.Column, path);

        private YamlNode Node(ParsingEvent at, string path, int depth)
        {
            var place = Place(at, path);
            if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false })
            {
                throw place.Error("there is an anchor or alias (& or *), write the value out.");
            }
            if (at is NodeEvent { Tag.IsEmpty: false })
            {
                throw place.Error("there is a tag (!), remove it.");
            }
            if (depth > DeepestLevel)
            {
                throw place.Error($"values are nested deeper than {DeepestLevel} levels, flatten them.");
            }
            return at switch
            {
                MappingStart => Map(place, depth),
                SequenceStart => List(place, depth),
                Scalar scalar => Value(scalar, place),
                _ => throw place.Error("a value is missing, add it."),
            };
        }

        private static YamlScalar Value(Scalar scalar, YamlPlace place)
        {
            if (scalar.Style != ScalarStyle.Plain)
            {
                return new YamlScalar(scalar.Value, true, place);
            }
            if (scalar.Value.Contains('\n') || scalar.Value.Length > 0 && scalar.End.Line != scalar.Start.Line)
            {
                throw place.Error("text without quotes runs over several lines, put it in quotes.");
            }
            return IsClear(scalar.Value)
                ? new YamlScalar(scalar.Value, false, place)
                : throw place.Error($"'{Printable.Name(scalar.Value)}' holds marks of YAML, put it in quotes.");
        }

        /// <summary>Whether a text without quotes means the same wherever it stands, in braces or outside.</summary>
        private static bool IsClear(string text) => text.Length == 0
            || !",[]{}#&*!|>'\"%@`?:".Contains(text[0]) && text[^1] != ':' && text is not ("-" or "---" or "...")
            && !text.StartsWith("- ", StringComparison.Ordinal) && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal);

        private YamlList List(YamlPlace place, int depth)
        {
            var items = new List<YamlNode>();
            for (var at = Next(); at is not SequenceEnd; at = Next())
            {
                items.Add(Node(at, $"{place.Path}.{items.Count}", depth + 1));
            }
            return new YamlList(items, place);
        }

        private YamlMap Map(YamlPlace place, int depth)
        {
            var entries = new List<YamlEntry>();
            var first = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var at = Next(); at is not MappingEnd; at = Next())
            {
                string key = Key(at, place.Path);
                string path = place.Path.Length == 0 ? key : $"{place.Path}.{key}";
                var keyPlace = Place(at, path);
                var value = Node(Next(), path, depth + 1);
                if (first.TryAdd(key, keyPlace.Line))
                {
                    entries.Add(new YamlEntry(key, keyPlace, value));
                }
                else
                {
                    repeated.Add(new RepeatedKey(keyPlace, first[key]));
                }
            }
            return new YamlMap(entries, place);
        }

        private string Key(ParsingEvent at, string path)
        {
            if (Node(at, path, 0) is not YamlScalar { Text.Length: > 0 and <= 200 } key || !Printable.IsVisible(key.Text))
            {
                throw Place(at, path).Error("a key must be a short text on one line, rename it.");
            }
            return key.Text == "<<" ? throw Place(at, path).Error("there is a merge key (<<), write the values out.") : key.Text;
        }
    }
}
