using System.Text;
using Cleave.Formats.Files;

namespace Cleave.Formats.Tokenizers;

/// <summary>
/// The tokenizer of llama2.c: merges of the best score first, a space before the text, and for characters without a piece their bytes
/// or, where the vocabulary has no pieces for bytes, the unknown token, one for each run of them.
/// </summary>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const int Unknown = 0;
    private const int Beginning = 1;
    private const int End = 2;
    private const int ReadEvery = 1 << 16;
    private readonly byte[][] _pieces;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly MergeTable _merges;
    private readonly int?[] _bytes = new int?[256];
    private readonly int?[] _ascii = new int?[128];

    private SentencePieceTokenizer(TokenizerBin file)
    {
        _pieces = file.Pieces;
        Warnings = file.Warnings;
        for (int id = 0; id < _pieces.Length; id++)
        {
            _ids.TryAdd(Encoding.Latin1.GetString(_pieces[id]), id);
        }
        _merges = new MergeTable(_ids, file.Scores);
        for (int value = 0; value < 256; value++)
        {
            if (_ids.TryGetValue($"<0x{value:X2}>", out int id))
            {
                _bytes[value] = id;
                _pieces[id] = [(byte)value];
            }
        }
        for (int value = 0; value < _ascii.Length; value++)
        {
            _ascii[value] = _ids.TryGetValue(((char)value).ToString(), out int id) ? id : _bytes[value];
        }
    }

    /// <inheritdoc/>
    public int VocabSize => _pieces.Length;

    /// <inheritdoc/>
    public int? BeginningId => Beginning;

    /// <inheritdoc/>
    public int? EndId => End;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether the vocabulary has a piece for every byte, so that it can write any text.</summary>
    public bool HasByteFallback => Array.TrueForAll(_bytes, id => id is not null);

    /// <summary>Reads a <c>tokenizer.bin</c> of llama2.c.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabSize">The number of tokens the model has, or null to take all of the file.</param>
    /// <exception cref="InputException">Not such a file, or not of that vocabulary.</exception>
    public static SentencePieceTokenizer Read(string path, int? vocabSize = null)
        => Parse(InputFile.ReadAll(path, 64 << 20, BinaryForm.Tokenizer), path, vocabSize);

    /// <summary>Reads a <c>tokenizer.bin</c> from memory.</summary>
    /// <exception cref="InputException">Not such a file, or not of that vocabulary.</exception>
    public static SentencePieceTokenizer Parse(ReadOnlySpan<byte> bytes, string file, int? vocabSize = null)
    {
        return new SentencePieceTokenizer(TokenizerBin.Parse(bytes, file, vocabSize));
    }

    /// <inheritdoc/>
    public int[] Encode(string text, bool addBeginning)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        Encode(text, addBeginning, ids);
        return [.. ids];
    }

    /// <inheritdoc/>
    public long Encode(ReadOnlySpan<char> text, bool addBeginning, List<int> ids, Action<int>? read = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (addBeginning)
        {
            ids.Add(Beginning);
        }
        var merger = new Merger(_merges, ids);
        if (!text.IsEmpty && _ascii[' '] is { } space && _pieces[space] is [(byte)' '])
        {
            merger.Add(space);
        }
        long unknown = 0;
        bool inUnknown = false;
        var (at, told) = (0, 0);
        foreach (var character in text.EnumerateRunes())
        {
            bool written = Add(merger, character);
            if (!written)
            {
                unknown++;
                if (!inUnknown)
                {
                    merger.Add(Unknown);
                }
            }
            inUnknown = !written;
            at += character.Utf16SequenceLength;
            if (at - told >= ReadEvery)
            {
                told = at;
                read?.Invoke(at);
            }
        }
        merger.Flush();
        return unknown;
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

    /// <summary>Adds the piece of a character or those of its bytes; false where the vocabulary has neither.</summary>
    private bool Add(Merger merger, Rune character)
    {
        if (character.IsAscii)
        {
            if (_ascii[character.Value] is { } known)
            {
                merger.Add(known);
            }
            return _ascii[character.Value] is not null;
        }
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> latin = stackalloc char[4];
        int length = character.EncodeToUtf8(utf8);
        Encoding.Latin1.GetChars(utf8[..length], latin);
        if (_ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(latin[..length], out int id))
        {
            merger.Add(id);
            return true;
        }
        foreach (byte value in utf8[..length])
        {
            if (_bytes[value] is null)
            {
                return false;
            }
        }
        foreach (byte value in utf8[..length])
        {
            merger.Add(_bytes[value]!.Value);
        }
        return true;
    }
}
