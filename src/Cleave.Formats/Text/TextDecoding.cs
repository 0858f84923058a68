using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Cleave.Formats.Text;

/// <summary>Bytes of a text file as text: UTF-8, or UTF-16 by its byte order mark or its pattern of NULs. What is not text is refused.</summary>
/// <param name="Text">The text, without byte order mark.</param>
/// <param name="Replaced">How many invalid sequences became U+FFFD.</param>
/// <param name="Encoding">The encoding's name.</param>
/// <param name="Guessed">Whether nothing but the pattern of bytes tells the encoding.</param>
internal sealed record TextDecoding(string Text, long Replaced, string Encoding, bool Guessed)
{
    private const int Sample = 1 << 16;

    internal static TextDecoding Of(ReadOnlySpan<byte> bytes, string path)
    {
        var decoded = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Utf8(bytes[3..]),
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => throw new InputException($"{path}: this is text in UTF-32, save it as UTF-8."),
            [0xFF, 0xFE, ..] => Utf16(bytes[2..], bigEndian: false, guessed: false),
            [0xFE, 0xFF, ..] => Utf16(bytes[2..], bigEndian: true, guessed: false),
            _ => ByPattern(bytes) is { } bigEndian ? Utf16(bytes, bigEndian, guessed: true) : Utf8(bytes),
        };
        RefuseWhatIsNoText(decoded, path);
        return decoded;
    }

    /// <summary>Latin letters in UTF-16 have a NUL as every second byte: in little endian the second ones. Null where there is no such pattern.</summary>
    private static bool? ByPattern(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length & ~1, Sample)];
        var (pairs, first, second) = (sample.Length / 2, 0, 0);
        for (int i = 0; i < sample.Length; i += 2)
        {
            first += sample[i] == 0 ? 1 : 0;
            second += sample[i + 1] == 0 ? 1 : 0;
        }
        return pairs < 2 ? null
            : second > 0.7 * pairs && first == 0 ? false
            : first > 0.7 * pairs && second == 0 ? true
            : null;
    }

    private static TextDecoding Utf8(ReadOnlySpan<byte> bytes)
    {
        long replaced = 0;
        for (var rest = System.Text.Unicode.Utf8.IsValid(bytes) ? [] : bytes; !rest.IsEmpty;)
        {
            replaced += Rune.DecodeFromUtf8(rest, out _, out int length) == OperationStatus.Done ? 0 : 1;
            rest = rest[length..];
        }
        return new TextDecoding(System.Text.Encoding.UTF8.GetString(bytes), replaced, "UTF-8", Guessed: false);
    }

    private static TextDecoding Utf16(ReadOnlySpan<byte> bytes, bool bigEndian, bool guessed)
    {
        string text = (bigEndian ? System.Text.Encoding.BigEndianUnicode : System.Text.Encoding.Unicode).GetString(bytes);
        long replaced = bytes.Length % 2;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            char unit = (char)(bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[i..]));
            bool paired = char.IsHighSurrogate(unit) && i + 3 < bytes.Length && (bytes[i + (bigEndian ? 2 : 3)] & 0xFC) == 0xDC;
            replaced += char.IsSurrogate(unit) && !paired ? 1 : 0;
            i += paired ? 2 : 0;
        }
        return new TextDecoding(text, replaced, bigEndian ? "UTF-16 (big endian)" : "UTF-16 (little endian)", guessed);
    }

    private static void RefuseWhatIsNoText(TextDecoding decoded, string path)
    {
        var text = decoded.Text.AsSpan();
        if (text.IndexOf('\0') is >= 0 and var at)
        {
            throw new InputException($"{path}: this is not text, it holds {text.Count('\0')} NUL characters, the first after {at} characters: name a text file.");
        }
        if (decoded.Replaced > text.Length / 10 && decoded.Replaced > 2)
        {
            throw new InputException($"{path}: this is not text in {decoded.Encoding}, {decoded.Replaced} of {text.Length} characters are invalid: save it as UTF-8.");
        }
        int controls = 0;
        for (int i = text.IndexOfAnyInRange('\u0001', '\u0008'); i >= 0; i = Next(text, i))
        {
            controls++;
        }
        if (controls > text.Length / 10 && controls > 2)
        {
            throw new InputException($"{path}: this is not text, {controls} of {text.Length} characters are control characters: name a text file.");
        }
    }

    private static int Next(ReadOnlySpan<char> text, int after)
    {
        int step = text[(after + 1)..].IndexOfAnyInRange('\u0001', '\u0008');
        return step < 0 ? -1 : after + 1 + step;
    }
}
