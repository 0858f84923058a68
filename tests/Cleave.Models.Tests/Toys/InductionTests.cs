using Cleave.Models.Toys;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Models.Tests.Toys;

public sealed class InductionTests : IDisposable
{
    private static readonly InductionShape Small = new(5, 7, 4, 20, 16, 1e-2f);
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12_345)]
    public void Every_row_asks_at_the_end_for_what_the_signal_announced(long step)
    {
        var shape = InductionShape.Published;
        var rows = new InductionRows(3, "test", 512, shape);
        rows.Load(step);
        var ids = Eager.Evaluate(_device, rows.Trace(new Graph()));
        for (var r = 0; r < 512; r++)
        {
            var row = ids[(r * 64)..((r + 1) * 64)];
            var u = rows.Announced[r];
            Assert.InRange(u, 2, 61);
            Assert.Equal(0, row[0]);
            Assert.Equal([u, 63], Enumerable.Range(0, 64).Where(t => row[t] == shape.Signal));
            Assert.Equal(row[u + 1], rows.Labels.Span[r]);
            Assert.All(row.Where((_, t) => t != 0 && t != u && t != 63), id => Assert.InRange(id, 1, 128));
        }

        Assert.Equal(Enumerable.Range(2, 60), rows.Announced.Distinct().Order());
        Assert.Equal(Enumerable.Range(1, 128), ids.Where(id => id is not 0 and not 129).Select(id => (int)id).Distinct().Order());
    }

    [Fact]
    public void Rows_follow_from_seed_purpose_and_step_alone()
    {
        var (one, same, other) = (new InductionRows(3, "a", 8, Small), new InductionRows(3, "a", 8, Small), new InductionRows(3, "b", 8, Small));
        one.Load(5);
        one.Load(7);
        same.Load(7);
        other.Load(7);

        Assert.Equal(Ids(one), Ids(same));
        Assert.Equal(one.Labels.Span.ToArray(), same.Labels.Span.ToArray());
        Assert.NotEqual(Ids(one), Ids(other));
        same.Load(8);
        Assert.NotEqual(Ids(one), Ids(same));
    }

    [Fact]
    public void The_output_is_that_of_plain_loops()
    {
        var (target, rows) = (Random(), new InductionRows(1, "test", 3, Small));
        var logits = Eager.Evaluate(_device, target.Forward(rows.Trace(new Graph())));
        var ids = Ids(rows);
        for (var row = 0; row < 3; row++)
        {
            var expected = NaiveTransformer.Answer(target, [.. ids[(row * Small.Positions)..((row + 1) * Small.Positions)].Select(id => (int)id)]);
            for (var id = 0; id < Small.Vocabulary; id++)
                Assert.Equal(expected[id], logits[(row * Small.Vocabulary) + id], 1e-4);
        }
    }

    [Fact]
    public void Training_computes_the_last_position_as_the_whole_does()
    {
        var (target, rows) = (Random(), new InductionRows(1, "test", 6, Small));

        var whole = Eager.Evaluate(_device, target.Forward(rows.Trace(new Graph())));
        var graph = new Graph();
        var last = Eager.Evaluate(_device, InductionTraining.Answer(rows.Trace(graph), target, graph.Read));

        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(whole[i], last[i], 1e-4);
    }

    [Fact]
    public void Training_ends_with_the_same_bits_for_any_number_of_threads()
    {
        using var three = new CpuDevice(3);
        var (one, other) = (InductionTraining.Train(_device, Small, 4, stop: Stop), InductionTraining.Train(three, Small, 4, stop: Stop));

        Assert.Equal(one.Loss, other.Loss);
        Assert.All(one.Target.Weights.Zip(other.Target.Weights), pair => Assert.Equal(pair.First.Span.ToArray(), pair.Second.Span.ToArray()));
    }

    [Fact]
    public void Training_on_few_tokens_lowers_the_loss()
    {
        var untrained = InductionTraining.Train(_device, Small with { Steps = 1 }, 0, stop: Stop).Loss;
        Assert.True(InductionTraining.Train(_device, Small with { Steps = 300 }, 0, stop: Stop).Loss < untrained / 2);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static InductionTransformer Random()
    {
        var target = new InductionTransformer(Small);
        foreach (var weight in target.Weights)
            new RandomStream(9, weight.Name).Normal(0, weight.Span);
        return target;
    }

    private float[] Ids(InductionRows rows) => Eager.Evaluate(_device, rows.Trace(new Graph()));
}
