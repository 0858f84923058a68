using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cleave.Formats.Yaml;

/// <summary>Writes canonical YAML: block style, two spaces, quotes where the file had them.</summary>
internal static partial class YamlText
{
    internal static string Write(YamlMap map, IReadOnlyDictionary<string, string>? comments)
    {
        var text = new StringBuilder();
        if (map.Entries.Count == 0)
        {
            return "{}\n";
        }
        WriteMap(text, map, 0, comments);
        return text.ToString();
    }

    /// <summary>A value by itself, as the right side of a key would have it.</summary>
    internal static string Of(YamlNode value)
    {
        var text = new StringBuilder();
        WriteValue(text, value, 0, null, "");
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, YamlMap map, int indent, IReadOnlyDictionary<string, string>? comments)
    {
        foreach (var entry in map.Entries)
        {
            text.Append(' ', indent).Append(PlainKey().IsMatch(entry.Key) ? entry.Key : Quoted(entry.Key)).Append(':');
            WriteValue(text, entry.Value, indent + 2, comments, comments?.GetValueOrDefault(entry.Place.Path) is { } comment ? $"  # {comment}" : "");
        }
    }

    private static void WriteValue(StringBuilder text, YamlNode value, int indent, IReadOnlyDictionary<string, string>? comments, string comment)
    {
        switch (value)
        {
            case YamlMap { Entries.Count: > 0 } map:
                text.Append(comment).Append('\n');
                WriteMap(text, map, indent, comments);
                break;
            case YamlList { Items.Count: > 0 } list:
                text.Append(comment).Append('\n');
                foreach (var item in list.Items)
                {
                    text.Append(' ', indent).Append('-');
                    WriteValue(text, item, indent + 2, comments, "");
                }
                break;
            default:
                string written = value switch
                {
                    YamlMap => "{}",
                    YamlList => "[]",
                    _ => Scalar((YamlScalar)value),
                };
                text.Append(written.Length == 0 ? "" : " ").Append(written).Append(comment).Append('\n');
                break;
        }
    }

    private static string Scalar(YamlScalar scalar) => scalar.WasQuoted ? Quoted(scalar.Text) : scalar.Text;

    private static string Quoted(string text)
    {
        var result = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\t' => result.Append("\\t"),
                < ' ' or '\u007F' or (>= '\u0080' and < '\u00A0') or '\u2028' or '\u2029' or '\uFEFF' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => result.Append(c),
            };
        }
        return result.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlainKey();
}
