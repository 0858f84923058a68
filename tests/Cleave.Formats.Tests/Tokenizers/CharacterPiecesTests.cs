using System.Text;
using Cleave.Formats.Tokenizers;
using Xunit;

namespace Cleave.Formats.Tests.Tokenizers;

/// <summary>Vocabularies that cannot write every byte, and files that are longer than the model's vocabulary.</summary>
public sealed class CharacterPiecesTests
{
    [Theory]
    [InlineData("the cat", new[] { 1, 3, 11, 3, 9, 6, 5 }, 0)]
    [InlineData("tha", new[] { 1, 3, 10, 6 }, 0)]
    [InlineData("é", new[] { 1, 3, 0 }, 1)]
    [InlineData("thXYZe Q", new[] { 1, 3, 10, 0, 4, 3, 0 }, 4)]
    [InlineData("日本\u0001🦊", new[] { 1, 3, 0 }, 4)]
    [InlineData("", new[] { 1 }, 0)]
    public void What_cannot_be_written_is_the_unknown_token_and_is_counted(string text, int[] expected, long unknown)
    {
        var tokenizer = SentencePieceTokenizer.Parse(CharacterPieces.File, "x");
        var ids = new List<int>();

        Assert.Equal(unknown, tokenizer.Encode(text, addBeginning: true, ids));
        Assert.Equal(expected, ids);
        Assert.Equal(expected, tokenizer.Encode(text, addBeginning: true));
        Assert.False(tokenizer.HasByteFallback);
    }

    [Fact]
    public void Decoding_gives_the_text_back()
    {
        var tokenizer = SentencePieceTokenizer.Parse(CharacterPieces.File, "x");

        Assert.Equal("the cat at a tea", tokenizer.Decode(tokenizer.Encode("the cat at a tea", addBeginning: true)));
    }

    [Fact]
    public void A_piece_for_a_byte_is_used_wherever_it_stands()
    {
        byte[] file = [.. CharacterPieces.File, .. CharacterPieces.Entry(-12, "<0xC3>"), .. CharacterPieces.Entry(-13, "<0xA9>")];
        var tokenizer = SentencePieceTokenizer.Parse(file, "x");

        Assert.Equal([1, 3, 12, 13, 0], tokenizer.Encode("éß", addBeginning: true));
        Assert.Equal("é", tokenizer.Decode([12, 13]));
    }

    [Fact]
    public void Of_a_longer_file_the_first_tokens_are_used_and_said_so()
    {
        byte[] file = [.. CharacterPieces.File, .. CharacterPieces.Entry(-12, "cat")];

        var tokenizer = SentencePieceTokenizer.Parse(file, "x", CharacterPieces.Count);

        Assert.Equal([1, 3, 9, 6, 5], tokenizer.Encode("cat", addBeginning: true));
        Assert.Equal(["x: the file has 13 tokens but the model 12, so the first 12 are used; check that it is the tokenizer of the model."], tokenizer.Warnings);
        Assert.Empty(SentencePieceTokenizer.Parse(file, "x").Warnings);
    }

    [Fact]
    public void Reading_is_reported_and_can_be_ended()
    {
        var tokenizer = SentencePieceTokenizer.Parse(CharacterPieces.File, "x");
        var reported = new List<int>();

        tokenizer.Encode(new string('a', 200_000), addBeginning: true, [], reported.Add);

        Assert.Equal([65_536, 131_072, 196_608], reported);
        Assert.Throws<OperationCanceledException>(() =>
            tokenizer.Encode(new string('a', 200_000), addBeginning: true, [], _ => throw new OperationCanceledException()));
    }

    [Fact]
    public void Tokenizers_of_other_programs_are_named()
    {
        using var folder = new TemporaryFolder();
        string model = folder["model.safetensors"];

        Assert.Equal($"{model}: no tokenizer (tokenizer.bin or tok*.bin) lies beside the model; give --tokenizer PATH.", Message());
        folder.Write("tokenizer.json", "{}");
        Assert.Equal($"{model}: tokenizer.json lies beside the model but is not read yet; convert it to the tokenizer.bin of llama2.c and give --tokenizer PATH.", Message());
        folder.Write("TOKENIZER.BIN", CharacterPieces.File);
        Assert.Equal(folder["TOKENIZER.BIN"], TokenizerFiles.RequireBeside(model));
        Assert.Equal(CharacterPieces.Count, TokenizerFiles.Read(folder["TOKENIZER.BIN"], CharacterPieces.Count).VocabSize);

        string Message() => Assert.Throws<InputException>(() => TokenizerFiles.RequireBeside(model)).Message;
    }

    [Fact]
    [Trait("speed", "slow")]
    public void Memory_for_a_long_line_is_in_proportion_to_it()
    {
        var tokenizer = SentencePieceTokenizer.Parse(CharacterPieces.File, "x");
        string text = new StringBuilder().Insert(0, "the cat ate ", 500_000).ToString();   // 6 million characters
        var ids = new List<int>(text.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();

        tokenizer.Encode(text, addBeginning: true, ids);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
