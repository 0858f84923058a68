using System.Text;
using Cleave.Formats.Files;

namespace Cleave.Formats.Tokenizers;

/// <summary>The tokenizer of llama2.c: merges of the best score first, bytes for characters without a piece, a space before the text.</summary>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const int FirstByte = 3;
    private readonly byte[][] _pieces;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly MergeTable _merges;
    private readonly int? _space;

    private SentencePieceTokenizer(byte[][] pieces, float[] scores)
    {
        _pieces = pieces;
        for (int id = 0; id < pieces.Length; id++)
        {
            _ids.TryAdd(Encoding.Latin1.GetString(pieces[id]), id);
        }
        _space = _ids.TryGetValue(" ", out int space) ? space : null;
        _merges = new MergeTable(_ids, scores);
        for (int value = 0; value < 256; value++)
        {
            _pieces[FirstByte + value] = [(byte)value];
        }
    }

    /// <inheritdoc/>
    public int VocabSize => _pieces.Length;

    /// <inheritdoc/>
    public int? BeginningId => 1;

    /// <inheritdoc/>
    public int? EndId => 2;

    /// <summary>Reads a <c>tokenizer.bin</c> of llama2.c.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabSize">The number of tokens the model has, or null to take all of the file.</param>
    /// <exception cref="InputException">Not such a file, or not of that vocabulary.</exception>
    public static SentencePieceTokenizer Read(string path, int? vocabSize = null)
        => Parse(InputFile.ReadAll(path, 64 << 20), path, vocabSize);

    /// <summary>Reads a <c>tokenizer.bin</c> from memory.</summary>
    /// <exception cref="InputException">Not such a file, or not of that vocabulary.</exception>
    public static SentencePieceTokenizer Parse(ReadOnlySpan<byte> bytes, string file, int? vocabSize = null)
    {
        var (pieces, scores) = TokenizerBin.Parse(bytes, file, vocabSize);
        for (int value = 0; value < 256; value++)
        {
            string expected = $"<0x{value:X2}>";
            if (pieces.Length <= FirstByte + value || Encoding.Latin1.GetString(pieces[FirstByte + value]) != expected)
            {
                throw new InputException($"{file}: token {FirstByte + value} must be '{expected}' so that any byte can be written, use a tokenizer with byte fallback.");
            }
        }
        return new SentencePieceTokenizer(pieces, scores);
    }

    /// <inheritdoc/>
    public int[] Encode(string text, bool addBeginning)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length + 2);
        if (text.Length > 0 && _space is { } space)
        {
            ids.Add(space);
        }
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> latin = stackalloc char[4];
        var byText = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var character in text.EnumerateRunes())
        {
            int length = character.EncodeToUtf8(utf8);
            Encoding.Latin1.GetChars(utf8[..length], latin);
            if (byText.TryGetValue(latin[..length], out int id))
            {
                ids.Add(id);
                continue;
            }
            foreach (byte value in utf8[..length])
            {
                ids.Add(FirstByte + value);
            }
        }
        var merged = _merges.Apply([.. ids]);
        return addBeginning ? [1, .. merged] : merged;
    }

    /// <summary>The text of ids. Beginning and end tokens give nothing, and the space after a beginning token is the one that encoding added.</summary>
    /// <exception cref="InputException">An id is outside the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        using var bytes = new MemoryStream();
        int previous = -1;
        foreach (int id in ids)
        {
            var piece = Piece(id).Span;
            if (previous == BeginningId && piece is [(byte)' ', ..])
            {
                piece = piece[1..];
            }
            if (id != BeginningId && id != EndId)
            {
                bytes.Write(piece);
            }
            previous = id;
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Piece(int id) => (uint)id < (uint)_pieces.Length
        ? _pieces[id]
        : throw new InputException($"token {id} is outside the vocabulary of {_pieces.Length}, use the tokenizer of the model.");
}
