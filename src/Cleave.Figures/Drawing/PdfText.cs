using System.Text;

namespace Cleave.Figures.Drawing;

/// <summary>Text in the one-byte encoding of our PDF fonts: Windows code page 1252 with mathematical signs in its gaps.</summary>
internal static class PdfText
{
    /// <summary>The signs in the gaps, for the fonts' encoding.</summary>
    public const string Differences = "[129 /minus 141 /greaterequal 143 /lessequal 144 /notequal]";

    /// <summary>A literal string; what the standard fonts do not have becomes a question mark.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("(");
        foreach (var rune in text.EnumerateRunes())
        {
            var code = Code(rune.Value);
            if (code is '(' or ')' or '\\')
                literal.Append('\\').Append((char)code);
            else if (code is >= ' ' and <= '~')
                literal.Append((char)code);
            else
                literal.Append('\\').Append(Convert.ToString(code, 8).PadLeft(3, '0'));
        }

        return literal.Append(')').ToString();
    }

    /// <summary>A string for the document's information, which may hold any character.</summary>
    public static string Unicode(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static int Code(int rune) => rune switch
    {
        >= ' ' and <= '~' or >= 0xa0 and <= 0xff => rune,
        '−' => 129,
        '≥' => 141,
        '≤' => 143,
        '≠' => 144,
        '…' => 133,
        '–' => 150,
        '—' => 151,
        '•' => 149,
        '‘' => 145,
        '’' => 146,
        '“' => 147,
        '”' => 148,
        '€' => 128,
        _ => '?',
    };
}
