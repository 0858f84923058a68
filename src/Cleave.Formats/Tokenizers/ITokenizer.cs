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

    /// <summary>Sentences for the user: oddities of its file that were passed over.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text; half surrogate pairs count as U+FFFD.</param>
    /// <param name="addBeginning">Whether <see cref="BeginningId"/> comes first, where there is one.</param>
    /// <exception cref="InputException">The vocabulary cannot write the text and has no token for the unknown.</exception>
    int[] Encode(string text, bool addBeginning);

    /// <summary>Appends the ids of a text, in time and memory in proportion to it.</summary>
    /// <param name="text">Any text; half surrogate pairs count as U+FFFD.</param>
    /// <param name="addBeginning">Whether <see cref="BeginningId"/> comes first, where there is one.</param>
    /// <param name="ids">Where they go.</param>
    /// <param name="read">Is told now and then how many characters are done; what it throws ends the encoding.</param>
    /// <returns>How many characters the vocabulary cannot write; the token for the unknown stands for them.</returns>
    /// <exception cref="InputException">The vocabulary cannot write the text and has no token for the unknown.</exception>
    long Encode(ReadOnlySpan<char> text, bool addBeginning, List<int> ids, Action<int>? read = null);

    /// <summary>The text of ids; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="InputException">An id is outside the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> ids);

    /// <summary>The bytes that one token stands for; they may be part of a character.</summary>
    /// <exception cref="InputException">The id is outside the vocabulary.</exception>
    ReadOnlyMemory<byte> Piece(int id);
}
