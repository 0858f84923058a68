using Cleave.Formats.Tokenizers;
using Cleave.Models.Data;
using Cleave.Models.Tests.Transformers;
using Xunit;

namespace Cleave.Models.Tests.Data;

public sealed class TokenisedTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-models-").FullName;

    // 3 is the space, 4 to 6 are letters.
    private readonly SentencePieceTokenizer _tokenizer = SentencePieceTokenizer.Parse(ChainModel.Tokenizer(" ", "a", "b", "c"), "t.bin");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Documents_follow_each_other_each_after_the_beginning_token()
    {
        var text = TokenisedText.Read(Write("a b<|endoftext|>\n c \n"), _tokenizer, stop: Stop);

        Assert.Equal([1, 3, 4, 3, 5, 1, 3, 6], text.Ids);
        Assert.Equal((2, 0L), (text.Documents, text.Unknown));
        Assert.Empty(text.Warnings);
    }

    [Fact]
    public void What_was_replaced_or_cannot_be_written_is_said_with_the_file()
    {
        string path = Path.Combine(_folder, "a.txt");
        File.WriteAllBytes(path, [.. "abc abc abc xy "u8, 0xE9, .. " abc abc abc"u8]);

        var text = TokenisedText.Read(path, _tokenizer, stop: Stop);

        Assert.Equal(3, text.Unknown);
        Assert.Equal(
            [
                $"{path}: 1 invalid sequence of UTF-8 became U+FFFD; save the file as UTF-8 to keep those characters.",
                $"{path}: the tokenizer cannot write 3 of 28 characters; the unknown token stands for them.",
            ],
            text.Warnings);
    }

    [Fact]
    public void Progress_is_told_and_a_stop_token_ends_the_work()
    {
        string path = Write(new string('a', 150_000) + "<|endoftext|>b");
        var seen = new List<WorkDone>();
        TokenisedText.Read(path, _tokenizer, new Told(seen.Add), Stop);
        Assert.Equal([65_536L, 131_072, 150_000, 150_001], seen.Select(work => work.Done));
        Assert.All(seen, work => Assert.Equal(150_001, work.Total));

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => TokenisedText.Read(path, _tokenizer, new Told(_ => stop.Cancel()), stop.Token));
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "a.txt");
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class Told(Action<WorkDone> tell) : IProgress<WorkDone>
    {
        public void Report(WorkDone value) => tell(value);
    }
}
