using System.Globalization;
using System.Text;

namespace Cleave.Formats.Files;

/// <summary>
/// Makes text from outside fit for a terminal: what would move the cursor, change colours or hide becomes \uXXXX. Everything that
/// files, arguments and paths bring in is printed through one of these methods.
/// </summary>
public static class Printable
{
    private const int Longest = 80;
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>For a name inside a sentence: no invisible character, one line, text beyond 80 characters cut.</summary>
    public static string Name(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= Longest)
        {
            return Line(text);
        }
        int end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return $"{Line(text[..end])}… ({text.Length} characters)";
    }

    /// <summary>For a whole line such as a path or a message: no invisible character, nothing cut.</summary>
    public static string Line(string text) => Escape(text, keepLayout: false);

    /// <summary>For running text of several lines: line breaks, tabs and the joiners of scripts and emoji stay, all else invisible becomes \uXXXX.</summary>
    public static string Text(string text) => Escape(text, keepLayout: true);

    /// <summary>Names joined by commas; beyond <paramref name="most"/> only their number is told.</summary>
    public static string List(IReadOnlyCollection<string> names, int most = 5)
    {
        ArgumentNullException.ThrowIfNull(names);
        string shown = string.Join(", ", names.Take(most).Select(Name));
        return names.Count <= most ? shown : $"{shown} and {names.Count - most} more";
    }

    /// <summary>Whether every character of <paramref name="text"/> shows itself in a terminal.</summary>
    public static bool IsVisible(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FirstHidden(text, keepLayout: false) < 0;
    }

    private static string Escape(string text, bool keepLayout)
    {
        ArgumentNullException.ThrowIfNull(text);
        int hidden = FirstHidden(text, keepLayout);
        if (hidden < 0)
        {
            return text;
        }
        var result = new StringBuilder(text, 0, hidden, text.Length + 16);
        for (int at = hidden; at < text.Length;)
        {
            var rest = text.AsSpan(at, Length(text, at));
            if (Shows(text, at, keepLayout))
            {
                result.Append(rest);
            }
            else
            {
                foreach (char c in rest)
                {
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                }
            }
            at += rest.Length;
        }
        return result.ToString();
    }

    private static int FirstHidden(string text, bool keepLayout)
    {
        for (int at = 0; at < text.Length; at += Length(text, at))
        {
            if (!Shows(text, at, keepLayout))
            {
                return at;
            }
        }
        return -1;
    }

    private static int Length(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;

    private static bool Shows(string text, int at, bool keepLayout)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
        {
            return false;   // half a surrogate pair
        }
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => keepLayout && (rune.Value is '\n' or '\t' || IsLineEnd(text, at)),
            UnicodeCategory.Format => keepLayout && rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner,
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            _ => true,
        };
    }

    /// <summary>A carriage return alone lets what follows overwrite the line; before a line feed it does nothing.</summary>
    private static bool IsLineEnd(string text, int at) => text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
}
