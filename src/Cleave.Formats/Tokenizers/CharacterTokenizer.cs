using System.Text;
using Cleave.Formats.Files;

namespace Cleave.Formats.Tokenizers;

/// <summary>One token per character of a given vocabulary, for toy texts; there is no beginning token.</summary>
public sealed class CharacterTokenizer : ITokenizer
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _ids = [];

    /// <summary>The position of a character in <paramref name="vocabulary"/> is its id.</summary>
    /// <exception cref="InputException">The vocabulary is empty or holds a character twice.</exception>
    public CharacterTokenizer(string vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _characters = [.. vocabulary.EnumerateRunes()];
        if (_characters.Length == 0)
        {
            throw new InputException("vocabulary: there are no characters, list at least one.");
        }
        for (int id = 0; id < _characters.Length; id++)
        {
            if (!_ids.TryAdd(_characters[id], id))
            {
                throw new InputException($"vocabulary: character '{Printable.Name(_characters[id].ToString())}' stands twice, remove one.");
            }
        }
    }

    /// <inheritdoc/>
    public int VocabSize => _characters.Length;

    /// <inheritdoc/>
    public int? BeginningId => null;

    /// <inheritdoc/>
    public int? EndId => null;

    /// <summary>A tokenizer over the characters that occur in <paramref name="text"/>, in order of their code points.</summary>
    /// <exception cref="InputException">The text is empty.</exception>
    public static CharacterTokenizer Of(string text) => new(string.Concat(text.EnumerateRunes().Distinct().Order()));

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public int[] Encode(string text, bool addBeginning)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length);
        Encode(text, addBeginning, ids);
        return [.. ids];
    }

    /// <inheritdoc/>
    public long Encode(ReadOnlySpan<char> text, bool addBeginning, List<int> ids, Action<int>? read = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var character in text.EnumerateRunes())
        {
            ids.Add(_ids.TryGetValue(character, out int id)
                ? id
                : throw new InputException($"text: character '{Printable.Name(character.ToString())}' is not in the vocabulary, remove it or add it there."));
        }
        read?.Invoke(text.Length);
        return 0;
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var result = new StringBuilder(ids.Length);
        foreach (int id in ids)
        {
            result.Append(Character(id).ToString());
        }
        return result.ToString();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Piece(int id) => Encoding.UTF8.GetBytes(Character(id).ToString());

    private Rune Character(int id) => (uint)id < (uint)_characters.Length
        ? _characters[id]
        : throw new InputException($"token {id} is outside the vocabulary of {_characters.Length}, use ids below that.");
}
