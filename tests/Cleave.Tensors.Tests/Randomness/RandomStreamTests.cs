using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Randomness;

public sealed class RandomStreamTests
{
    [Fact]
    public void Keys_tell_seeds_and_purposes_apart_and_never_change()
    {
        var keys = new HashSet<ulong>();
        for (ulong seed = 0; seed < 100; seed++)
        {
            foreach (var purpose in (string[])["", "a", "b", "ab", "ba", "weights/0", "weights/1"])
                Assert.True(keys.Add(new RandomStream(seed, purpose).Key));
        }

        Assert.Equal(0xec4571befc7e6291UL, new RandomStream(42, "masks").Key);
    }

    [Fact]
    public void Integers_stay_below_their_bound_and_reach_every_value()
    {
        var values = new int[70_000];
        new RandomStream(3, "integers").Integers(1, 7, values);
        for (var k = 0; k < 7; k++)
            Assert.InRange(values.Count(v => v == k), 9_600, 10_400);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(3, "").Integers(0, 0, new int[1]));
    }

    [Fact]
    public void Permutations_hold_every_number_once_and_differ_between_steps()
    {
        var stream = new RandomStream(4, "order");
        var order = stream.Permutation(0, 1000);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.Equal(order, stream.Permutation(0, 1000));
        Assert.NotEqual(order, stream.Permutation(1, 1000));
        Assert.Empty(stream.Permutation(0, 0));
    }

    [Fact]
    public void The_orders_of_three_things_are_equally_likely()
    {
        var stream = new RandomStream(5, "order");
        var counts = Enumerable.Range(0, 60_000).Select(step => string.Join("", stream.Permutation(step, 3)))
            .GroupBy(order => order).Select(orders => orders.Count()).ToArray();
        Assert.Equal(6, counts.Length);
        Assert.All(counts, c => Assert.InRange(c, 9_500, 10_500));
    }

    [Fact]
    public void Normals_at_different_steps_are_unrelated()
    {
        var (first, second) = (new float[10_000], new float[10_000]);
        var stream = new RandomStream(6, "noise");
        stream.Normal(0, first);
        stream.Normal(1, second);
        Assert.Equal(0, first.Zip(second, (a, b) => (double)a * b).Average(), 0.05);
    }
}
