using Cleave.Formats;
using Cleave.Formats.Llama2c;
using Cleave.Models.Transformers;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Models.Tests.Transformers;

/// <summary>Where sampling ends: at tokens that end a text, at the context, when it is asked to, and before it begins.</summary>
public sealed class SamplingEndTests : IDisposable
{
    private static readonly int[] Ends = [ChainModel.End, ChainModel.Beginning];
    private readonly CpuDevice _device = new(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(ChainModel.End)]
    [InlineData(ChainModel.Beginning)]
    public void A_row_stops_before_the_token_that_ends_it(int end)
    {
        var model = new Llama(ChainModel.Of([0, 3, 3, 4, 5, end]));

        Assert.Equal([1, 3, 4, 5], Assert.Single(Continue(model, [[1]], 20, Ends)));
        Assert.Equal(20, Assert.Single(Continue(model, [[1]], 20, ends: null)).Length);
    }

    [Fact]
    public void Rows_end_each_at_its_own_place()
    {
        var model = new Llama(ChainModel.Of([0, 3, 3, 4, 5, 2]));

        Assert.Equal([[3, 4, 5], [5], [0, 0, 0, 0, 0, 0]], Continue(model, [[3], [5], [0]], 6, Ends));
    }

    [Fact]
    public void Nothing_goes_beyond_the_context()
    {
        var model = new Llama(ChainModel.Of([0, 3, 3, 4, 5, 3], context: 8));

        Assert.Equal(8, Assert.Single(Continue(model, [[1]], 8, Ends)).Length);
        const string Sentence = "sampled text: 9 positions exceed the 8 that the model was trained with, lower the length.";
        Assert.Equal(Sentence, Assert.Throws<InputException>(() => Continue(model, [[1]], 9, Ends)).Message);
        Assert.Equal(Sentence, Assert.Throws<InputException>(() => Sampling.Rows(_device, model, 1, rows: 2, length: 9, stop: Stop)).Message);
    }

    [Fact]
    public void Progress_is_told_and_a_stop_token_ends_the_work()
    {
        var model = new Llama(ChainModel.Of([0, 3, 3, 4, 5, 3], context: 8));
        var seen = new Record();

        Sampling.Rows(_device, model, 1, rows: 70, length: 8, seen, Stop);

        Assert.Equal(14, seen.Reports.Count);   // two batches of seven positions
        Assert.Equal(new WorkDone(64 * 2, 70 * 8), seen.Reports[0]);
        Assert.Equal(new WorkDone(70 * 8, 70 * 8), seen.Reports[^1]);
        Assert.Equal(seen.Reports.Select(r => r.Done).Order(), seen.Reports.Select(r => r.Done));

        using var stop = new CancellationTokenSource();
        var stopping = new Record { AtReport = 3, Then = stop.Cancel };
        Assert.Throws<OperationCanceledException>(() => Sampling.Rows(_device, model, 1, 70, 8, stopping, stop.Token));
        Assert.Equal(3, stopping.Reports.Count);
    }

    [Fact]
    public void Sizes_beyond_memory_are_refused_before_anything_is_taken()
    {
        var model = new Llama(ChainModel.Of([0, 3, 3, 4, 5, 3], context: 1 << 24));

        Assert.Contains("are 32000000000 tokens and at most", Assert.Throws<InputException>(() => Sampling.Rows(_device, model, 1, 2_000_000_000, 16, stop: Stop)).Message, StringComparison.Ordinal);
        Assert.Contains("sampling 1000 x 16777216 tokens needs ",
            Assert.Throws<InputException>(() => Continue(model, [.. Enumerable.Repeat(new[] { 1 }, 1000)], 1 << 24, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_a_weight_that_is_not_finite_computes_nothing()
    {
        var weights = ChainModel.Of([0, 3, 3, 4, 5, 3]);
        weights.Weights["layers.0.attention.wq.weight"].Values[5] = float.NaN;
        var damaged = LlamaWeights.Of("m.bin", weights.Config, weights.Weights);

        Assert.StartsWith("m.bin: tensor 'layers.0.attention.wq.weight' holds 1 value that is NaN or infinite, so nothing can be computed",
            Assert.Throws<InputException>(() => new Llama(damaged)).Message, StringComparison.Ordinal);
    }

    private int[][] Continue(Llama model, int[][] starts, int length, int[]? ends) =>
        Sampling.Continue(_device, model, starts, length, 0f, new RandomStream(1, "unused"), ends, stop: Stop);

    private sealed class Record : IProgress<WorkDone>
    {
        public List<WorkDone> Reports { get; } = [];

        public int AtReport { get; init; }

        public Action? Then { get; init; }

        public void Report(WorkDone value)
        {
            Reports.Add(value);
            if (Reports.Count == AtReport)
                Then?.Invoke();
        }
    }
}
