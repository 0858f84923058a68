namespace Cleave.Figures.Drawing;

/// <summary>Makes texts fit into the room that there is.</summary>
internal static class TextFit
{
    private const string Ellipsis = "…";

    /// <summary>The text, or its start and end around an ellipsis: the ends of a site's name say more than its middle.</summary>
    public static string Shorten(string text, double width, TextStyle style)
    {
        if (style.Width(text) <= width)
            return text;
        string[] runes = [.. text.EnumerateRunes().Select(r => r.ToString())];
        var (low, high) = (0, runes.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = style.Width(Kept(runes, middle)) <= width ? (middle, high) : (low, middle - 1);
        }

        return low == 0 ? "" : Kept(runes, low);
    }

    /// <summary>Lines that each fit; a word that is too long alone is broken, and what is beyond the last line ends in an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, TextStyle style, int most = int.MaxValue)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Break(w, width, style)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && style.Width(longer) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
            lines.Add(line);
        if (lines.Count <= most)
            return lines;
        return [.. lines.Take(most - 1), Shorten(string.Join(' ', lines.Skip(most - 1)), width, style)];
    }

    private static string Kept(string[] runes, int count) =>
        string.Concat(runes.Take((count + 1) / 2)) + Ellipsis + string.Concat(runes.TakeLast(count / 2));

    private static IEnumerable<string> Break(string word, double width, TextStyle style)
    {
        var piece = "";
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && style.Width(piece + rune) > width)
            {
                yield return piece;
                piece = "";
            }

            piece += rune;
        }

        yield return piece;
    }
}
