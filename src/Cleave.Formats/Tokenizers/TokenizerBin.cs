using System.Buffers.Binary;

namespace Cleave.Formats.Tokenizers;

/// <summary>The content of a llama2.c <c>tokenizer.bin</c>: longest length, then score, length and bytes of each token.</summary>
internal sealed record TokenizerBin(byte[][] Pieces, float[] Scores, IReadOnlyList<string> Warnings)
{
    private const int LongestPiece = 1024;

    /// <summary>The unknown, the beginning and the end of a text.</summary>
    private const int FewestTokens = 3;

    internal static TokenizerBin Parse(ReadOnlySpan<byte> bytes, string file, int? vocabSize)
    {
        var pieces = new List<byte[]>();
        var scores = new List<float>();
        int at = Math.Min(4, bytes.Length);
        while (vocabSize is { } size ? pieces.Count < size : at < bytes.Length)
        {
            if (vocabSize is not null && bytes.Length - at < 8)
            {
                throw new InputException($"{file}: the file ends after {pieces.Count} tokens but the model has {vocabSize}, use the tokenizer of the model.");
            }
            pieces.Add(Piece(bytes, ref at, $"{file}: token {pieces.Count}", out float score).ToArray());
            scores.Add(score);
        }
        if (pieces.Count < FewestTokens)
        {
            throw new InputException($"{file}: the file holds {pieces.Count} tokens where {FewestTokens} (unknown, beginning, end) are the fewest, this is not a llama2.c tokenizer.bin.");
        }
        return new TokenizerBin([.. pieces], [.. scores], Surplus(bytes, at, file, pieces.Count));
    }

    /// <summary>llama2.c reads as many tokens as the model has and leaves the rest; so does this, and says so.</summary>
    private static string[] Surplus(ReadOnlySpan<byte> bytes, int at, string file, int used)
    {
        int count = used;
        for (int end = at; end < bytes.Length; count++)
        {
            try
            {
                Piece(bytes, ref end, "", out _);
            }
            catch (InputException)
            {
                throw new InputException($"{file}: {bytes.Length - at} bytes follow the {used} tokens of the model, use the tokenizer of the model.");
            }
        }
        return count == used ? [] : [$"{file}: the file has {count} tokens but the model {used}, so the first {used} are used; check that it is the tokenizer of the model."];
    }

    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> bytes, ref int at, string token, out float score)
    {
        if (bytes.Length - at < 8)
        {
            throw new InputException($"{token} is cut short, copy the file again.");
        }
        score = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 4)..]);
        at += 8;
        if (length < 0 || length > LongestPiece || length > bytes.Length - at)
        {
            throw new InputException($"{token} has length {length} where 0 to {Math.Min(LongestPiece, bytes.Length - at)} is possible, this is not a llama2.c tokenizer.bin.");
        }
        if (!float.IsFinite(score))
        {
            throw new InputException($"{token} has score {score}, which must be finite, export the tokenizer again.");
        }
        at += length;
        return bytes.Slice(at - length, length);
    }
}
