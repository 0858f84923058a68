using System.Text;

namespace Cleave.Formats.Tests.Tokenizers;

/// <summary>A <c>tokenizer.bin</c> as training without byte fallback makes it: three marks, then characters and a few longer pieces.</summary>
internal static class CharacterPieces
{
    private static readonly string[] Pieces = ["<unk>", "\n<s>\n", "\n</s>\n", " ", "e", "t", "a", "o", "h", "c", "th", "the"];

    public static int Count => Pieces.Length;

    public static byte[] File => [7, 0, 0, 0, .. Pieces.SelectMany((piece, id) => Entry(-id, piece))];

    public static byte[] Entry(float score, string piece)
    {
        var text = Encoding.UTF8.GetBytes(piece);
        return [.. BitConverter.GetBytes(score), .. BitConverter.GetBytes(text.Length), .. text];
    }
}
