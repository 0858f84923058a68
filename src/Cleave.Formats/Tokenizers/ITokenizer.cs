namespace Cleave.Formats.Tokenizers;

/// <summary>Turns text into token ids and back.</summary>
public interface ITokenizer
{
    /// <summary>The number of tokens; ids run from 0 to one less.</summary>
    int VocabSize { get; }

    /// <summary>The token before a text, where the vocabulary has one.</summary>
    int? BeginningId { get; }

    /// <summary>The token after a text, where the vocabulary has one.</summary>
    int? EndId { get; }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text; half surrogate pairs count as U+FFFD.</param>
    /// <param name="addBeginning">Whether <see cref="BeginningId"/> comes first, where there is one.</param>
    /// <exception cref="InputException">The vocabulary cannot write the text.</exception>
    int[] Encode(string text, bool addBeginning);

    /// <summary>The text of ids; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="InputException">An id is outside the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> ids);

    /// <summary>The bytes that one token stands for; they may be part of a character.</summary>
    /// <exception cref="InputException">The id is outside the vocabulary.</exception>
    ReadOnlyMemory<byte> Piece(int id);
}
