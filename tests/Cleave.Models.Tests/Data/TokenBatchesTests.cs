using Cleave.Models.Data;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Models.Tests.Data;

public sealed class TokenBatchesTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Every_epoch_is_a_permutation_of_the_training_rows_and_no_two_are_alike()
    {
        var drawn = Rows(Batches(seed: 1), steps: 15);   // 3 epochs of 20 rows, 4 a step
        var expected = Enumerable.Range(2, 20).ToArray();
        Assert.All(drawn.Chunk(20), epoch => Assert.Equal(expected, epoch.Order()));
        Assert.Equal(3, drawn.Chunk(20).DistinctBy(epoch => string.Join(',', epoch)).Count());
    }

    [Fact]
    public void The_order_follows_from_the_seed()
    {
        Assert.Equal(Rows(Batches(seed: 1), 10), Rows(Batches(seed: 1), 10));
        Assert.NotEqual(Rows(Batches(seed: 1), 10), Rows(Batches(seed: 2), 10));
    }

    [Fact]
    public void A_step_may_be_loaded_without_those_before_it()
    {
        var inOrder = Rows(Batches(seed: 1), 12);
        var batches = Batches(seed: 1);
        var ids = batches.Trace(new Graph());
        foreach (var step in (int[])[11, 2, 7, 6, 0])
        {
            batches.Load(step);
            Assert.Equal(inOrder.Skip(step * 4).Take(4), Ids(ids));
        }
    }

    [Fact]
    public void Batches_may_cross_the_end_of_an_epoch()
    {
        var drawn = Rows(Batches(seed: 1, batch: 3), steps: 20);   // 60 rows, an epoch ends inside the seventh batch
        Assert.All(drawn.Chunk(20), epoch => Assert.Equal(20, epoch.Distinct().Count()));
    }

    [Fact]
    public void Held_out_rows_are_the_first_and_stay_the_same()
    {
        var fixedTokens = new FixedTokens(Corpus(), 2);
        var ids = fixedTokens.Trace(new Graph());
        Assert.Equal([0, 1], Ids(ids));
        fixedTokens.Load(5);
        Assert.Equal([0, 1], Ids(ids));
    }

    [Fact]
    public void A_text_too_short_to_train_on_is_an_error_with_the_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => new TokenCorpus(new int[11], 5, heldOut: 2));
        Assert.Equal("The text has 11 tokens, 2 rows of 5; 2 are held out, so none is left to train on.", error.Message);
    }

    // 22 rows of 3 ids, all of a row being its number; two rows are held out and two ids are left over.
    private static TokenCorpus Corpus() => new([.. Enumerable.Range(0, 68).Select(i => i / 3)], 3, heldOut: 2);

    private static TokenBatches Batches(ulong seed, int batch = 4) => new(Corpus(), seed, batch);

    private int[] Rows(TokenBatches batches, int steps)
    {
        var ids = batches.Trace(new Graph());
        var rows = new List<int>();
        for (var step = 0; step < steps; step++)
        {
            batches.Load(step);
            rows.AddRange(Ids(ids));
        }

        return [.. rows];
    }

    private int[] Ids(Tensor batch) => [.. Eager.Evaluate(_device, batch).Chunk(3).Select(row =>
    {
        Assert.True(row[0] == row[1] && row[1] == row[2]);
        return (int)row[0];
    })];
}
