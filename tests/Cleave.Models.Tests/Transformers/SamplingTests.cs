using Cleave.Formats.Llama2c;
using Cleave.Formats.Tokenizers;
using Cleave.Models.Transformers;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Models.Tests.Transformers;

public sealed class SamplingTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_likeliest_story_is_the_published_one()
    {
        var (model, tokenizer) = Load();
        var row = Assert.Single(Sampling.Continue(_device, model, [[1]], 40, 0f, new RandomStream(1, "unused"), stop: Stop));
        Assert.StartsWith("Once upon a time, there was a little girl named Lily.", tokenizer.Decode(row).TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_follow_from_the_seed_begin_a_text_and_decode()
    {
        var (model, tokenizer) = Load();
        var rows = Sampling.Rows(_device, model, 5, rows: 3, length: 24, stop: Stop);
        Assert.Equal(72, rows.Length);
        Assert.Equal(rows, Sampling.Rows(_device, model, 5, 3, 24, stop: Stop));
        Assert.NotEqual(rows, Sampling.Rows(_device, model, 6, 3, 24, stop: Stop));
        Assert.Equal(3, rows.Chunk(24).DistinctBy(row => string.Join(',', row)).Count());
        foreach (var row in rows.Chunk(24))
        {
            Assert.Equal(tokenizer.BeginningId, row[0]);
            Assert.Contains(' ', tokenizer.Decode(row).Trim());
        }
    }

    [Fact]
    public void A_given_beginning_is_kept()
    {
        var (model, tokenizer) = Load();
        var start = tokenizer.Encode("The big red dog", addBeginning: true);
        var row = Assert.Single(Sampling.Continue(_device, model, [start], start.Length + 5, 1f, new RandomStream(1, "s"), stop: Stop));
        Assert.Equal(start, row[..start.Length]);
        Assert.Equal(start.Length + 5, row.Length);
    }

    private static (Llama Model, SentencePieceTokenizer Tokenizer) Load()
    {
        var model = new Llama(LlamaWeights.Read(SharedData.Path("models/stories260K/stories260K.bin")));
        return (model, SentencePieceTokenizer.Read(SharedData.Path("models/stories260K/tok512.bin"), model.Config.VocabSize));
    }
}
