using System.Diagnostics;
using System.Text;
using Cleave.Formats.Tokenizers;
using Xunit;

namespace Cleave.Formats.Tests.Tokenizers;

public sealed class SentencePieceTokenizerTests
{
    private static SentencePieceTokenizer Tokenizer() => SentencePieceTokenizer.Read(SharedData.Path("models/stories260K/tok512.bin"), 512);

    // Ids of encode in shared/peers/vpd_torch.py.
    [Theory]
    [InlineData("Once upon a time there was a little boy named Ben.", new[] { 1, 403, 407, 261, 378, 383, 286, 261, 376, 268, 414, 422, 395, 368, 302, 426 })]
    [InlineData("Hello, world!", new[] { 1, 346, 306, 414, 432, 263, 304, 341, 443 })]
    [InlineData("  two  spaces", new[] { 1, 410, 410, 259, 424, 414, 410, 262, 427, 412, 331, 419 })]
    [InlineData("Zoë ate 3 crêpes €5 — 日本 🦊", new[] { 1, 410, 469, 414, 198, 174, 261, 413, 411, 410, 472, 280, 420, 198, 173, 427, 406, 410, 503, 480, 410, 481, 410, 233, 154, 168, 233, 159, 175, 410, 243, 162, 169, 141 })]
    [InlineData("<0x41> |x|", new[] { 1, 410, 504, 477, 444, 484, 475, 505, 410, 506, 444, 506 })]
    public void Ids_equal_those_of_the_reference(string text, int[] ids) => Assert.Equal(ids, Tokenizer().Encode(text, addBeginning: true));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Once upon a time\n\nthere was a <0x41> 🦊.")]
    [InlineData("\0\u0001\t\r\n")]
    public void Decoding_gives_the_text_back(string text)
    {
        var tokenizer = Tokenizer();

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, addBeginning: true)));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character()
    {
        var tokenizer = Tokenizer();

        Assert.Equal("a\uFFFD", tokenizer.Decode(tokenizer.Encode("a\ud800", addBeginning: true)));
    }

    [Fact]
    public void A_byte_token_stands_for_one_byte() => Assert.Equal([0x41], Tokenizer().Piece(3 + 0x41).ToArray());

    // With spaces text falls into words; without, it is one stretch that is merged with a queue.
    [Theory]
    [InlineData("the and sawhe ort")]
    [InlineData("theandsawheortinge")]
    public void Merging_equals_the_slow_way_of_llama2c(string letters)
    {
        var tokenizer = Tokenizer();
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 40).Select(_ => letters[random.Next(letters.Length)]));
            Assert.Equal(Slow(text), tokenizer.Encode(text, addBeginning: false));
        }
    }

    [Fact]
    [Trait("speed", "slow")]
    public void A_megabyte_without_spaces_takes_seconds_at_most()
    {
        var tokenizer = Tokenizer();
        var clock = Stopwatch.StartNew();

        tokenizer.Encode(string.Concat(Enumerable.Repeat("heandthewas", 100_000)), addBeginning: true);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Wrong_files_are_refused()
    {
        var bytes = File.ReadAllBytes(SharedData.Path("models/stories260K/tok512.bin"));

        Assert.Equal("x: the file ends after 512 tokens but the model has 513, use the tokenizer of the model.", Message(bytes, 513));
        Assert.Equal("x: 10 bytes follow the 511 tokens of the model, use the tokenizer of the model.", Message(bytes[..^1], 511));
        Assert.Equal("x: token 511 has length 3 where 0 to 2 is possible, this is not a llama2.c tokenizer.bin.", Message(bytes[..^1], 512));
        Assert.Equal("x: the file holds 0 tokens where 3 (unknown, beginning, end) are the fewest, this is not a llama2.c tokenizer.bin.", Message(new byte[4], null));
        BitConverter.TryWriteBytes(bytes.AsSpan(4), float.NaN);
        Assert.Equal("x: token 0 has score NaN, which must be finite, export the tokenizer again.", Message(bytes, 512));
    }

    [Fact]
    public void An_id_outside_the_vocabulary_is_refused() => Assert.Equal(
        "token 512 is outside the vocabulary of 512, use the tokenizer of the model.",
        Assert.Throws<InputException>(() => Tokenizer().Decode([512])).Message);

    [Fact]
    public void The_tokenizer_beside_a_model_is_found()
    {
        string model = SharedData.Path("models/stories260K/stories260K.bin");

        Assert.Equal("tok512.bin", Path.GetFileName(TokenizerFiles.FindBeside(model)));
        Assert.Equal(512, TokenizerFiles.Read(TokenizerFiles.FindBeside(model)!, 512).VocabSize);
    }

    [Fact]
    public void Of_several_tokenizers_none_is_guessed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tok1.bin", "x");
        Assert.Equal(folder["tok1.bin"], TokenizerFiles.FindBeside(folder["model.bin"]));
        folder.Write("tok2.bin", "x");

        Assert.Equal(
            $"{folder.Root}: there are several tokenizers (tok1.bin, tok2.bin), choose one with --tokenizer.",
            Assert.Throws<InputException>(() => TokenizerFiles.FindBeside(folder["model.bin"])).Message);
    }

    private static string Message(byte[] bytes, int? size)
        => Assert.Throws<InputException>(() => SentencePieceTokenizer.Parse(bytes, "x", size)).Message;

    private static List<int> Slow(string text)
    {
        var bytes = File.ReadAllBytes(SharedData.Path("models/stories260K/tok512.bin"));
        var pieces = new List<string>();
        var scores = new List<float>();
        for (int at = 4; at < bytes.Length;)
        {
            int length = BitConverter.ToInt32(bytes, at + 4);
            scores.Add(BitConverter.ToSingle(bytes, at));
            pieces.Add(Encoding.Latin1.GetString(bytes, at + 8, length));
            at += 8 + length;
        }
        var ids = (" " + text).Select(c => pieces.IndexOf(c.ToString())).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, ids.Count - 1).Select(i => (i, id: pieces.IndexOf(pieces[ids[i]] + pieces[ids[i + 1]])))
                .Where(pair => pair.id >= 0).OrderByDescending(pair => scores[pair.id]).ThenBy(pair => pair.i).FirstOrDefault((i: -1, id: -1));
            if (best.i < 0)
            {
                return ids;
            }
            ids[best.i] = best.id;
            ids.RemoveAt(best.i + 1);
        }
    }
}
