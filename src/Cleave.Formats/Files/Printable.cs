using System.Globalization;
using System.Text;

namespace Cleave.Formats.Files;

/// <summary>Makes text from files fit to be printed in one line of a message.</summary>
public static class Printable
{
    private const int Longest = 80;

    /// <summary>Control, bidirectional and other invisible characters become \uXXXX and text beyond 80 characters is cut.</summary>
    public static string Name(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            if (IsVisible(c))
            {
                result.Append(c);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
        }
        return text.Length <= Longest ? result.ToString() : $"{result}… ({text.Length} characters)";
    }

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
        return text.All(IsVisible);
    }

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
