using System.Buffers.Binary;

namespace Cleave.Formats.Tokenizers;

/// <summary>The bytes of a llama2.c <c>tokenizer.bin</c>: longest length, then score, length and bytes of each token.</summary>
internal static class TokenizerBin
{
    private const int LongestPiece = 1024;

    internal static (byte[][] Pieces, float[] Scores) Parse(ReadOnlySpan<byte> bytes, string file, int? vocabSize)
    {
        var pieces = new List<byte[]>();
        var scores = new List<float>();
        int at = 4;
        while (vocabSize is { } size ? pieces.Count < size : at < bytes.Length)
        {
            string token = $"{file}: token {pieces.Count}";
            if (bytes.Length - at < 8)
            {
                throw new InputException(vocabSize is null
                    ? $"{token} is cut short, copy the file again."
                    : $"{file}: the file ends after {pieces.Count} tokens but the model has {vocabSize}, use the tokenizer of the model.");
            }
            float score = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
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
            pieces.Add(bytes.Slice(at, length).ToArray());
            scores.Add(score);
            at += length;
        }
        return at == bytes.Length
            ? ([.. pieces], [.. scores])
            : throw new InputException($"{file}: {bytes.Length - at} bytes follow the {pieces.Count} tokens of the model, use the tokenizer of the model.");
    }
}
