using Cleave.Formats.Tokenizers;
using Xunit;

namespace Cleave.Formats.Tests.Tokenizers;

public sealed class CharacterTokenizerTests
{
    [Fact]
    public void A_character_is_its_position()
    {
        var tokenizer = new CharacterTokenizer("ab🦊");

        Assert.Equal([2, 0], tokenizer.Encode("🦊a", addBeginning: true));
        Assert.Equal("🦊a", tokenizer.Decode([2, 0]));
        Assert.Equal(3, tokenizer.VocabSize);
    }

    [Fact]
    public void A_vocabulary_is_made_from_text() => Assert.Equal([2, 0, 1], CharacterTokenizer.Of("cabbac").Encode("cab", addBeginning: false));

    [Fact]
    public void Wrong_input_is_refused()
    {
        Assert.Equal("vocabulary: character 'a' stands twice, remove one.", Message(() => new CharacterTokenizer("aba")));
        Assert.Equal("text: character 'z' is not in the vocabulary, remove it or add it there.", Message(() => new CharacterTokenizer("ab").Encode("z", false)));
        Assert.Equal("token 2 is outside the vocabulary of 2, use ids below that.", Message(() => new CharacterTokenizer("ab").Decode([2])));
    }

    private static string Message(Func<object> act) => Assert.Throws<InputException>(act).Message;
}
