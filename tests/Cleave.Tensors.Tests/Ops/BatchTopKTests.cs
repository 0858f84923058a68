using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

public sealed class BatchTopKTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_largest_of_the_whole_batch_are_chosen() => Assert.Equal([0, 0, 0, 1, 1, 0], Chosen([1, 2, 3, 9, 8, 0], 2));

    [Fact]
    public void Of_equal_entries_the_first_are_chosen() => Assert.Equal([1, 1, 0, 1, 0, 0], Chosen([5, 5, 1, 7, 5, 5], 3));

    [Fact]
    public void Zeros_fill_up_the_count() => Assert.Equal([1, 1, 1, 0], Chosen([0, 0, 1, 0], 3));

    [Fact]
    public void Both_zeros_are_equal() => Assert.Equal([1, 1, 0], Chosen([-0f, 0, 0], 2));

    [Fact]
    public void Negative_entries_are_ordered_too() => Assert.Equal([0, 1, 0, 1], Chosen([-3, -1, float.NegativeInfinity, -2], 2));

    [Fact]
    public void Neighbouring_numbers_are_told_apart() => Assert.Equal([0, 1, 0], Chosen([1, MathF.BitIncrement(1), MathF.BitDecrement(1)], 1));

    [Fact]
    public void All_may_be_chosen() => Assert.Equal([1, 1], Chosen([1, 2], 2));

    [Fact]
    public void Half_a_component_a_row_of_four_rows_is_two_of_twelve() =>
        Assert.Equal(2, Chosen([.. Enumerable.Range(0, 12).Select(i => (float)(i * 5 % 12))], 2).Sum());

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(4_000)]
    public void Random_numbers_are_chosen_like_by_a_stable_sort(int keep)
    {
        var random = new Random(keep);
        float[] numbers = [.. Enumerable.Range(0, 5_000).Select(_ => MathF.Round((float)random.NextDouble() * 40f) - 20f)];   // many ties
        var expected = new float[numbers.Length];
        foreach (var i in Enumerable.Range(0, numbers.Length).OrderByDescending(i => numbers[i]).Take(keep))
            expected[i] = 1;
        Assert.Equal(expected, Chosen(numbers, keep));
    }

    [Fact]
    public void No_gradient_passes()
    {
        var graph = new Graph();
        var x = graph.Fill(2f, [3]);
        var gradient = Gradient.Of((x.BatchTopK(1) * x).Sum(), [x])[0];
        Assert.Equal([1, 0, 0], Eager.Evaluate(_device, gradient));
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        var graph = new Graph();
        var chosen = new Variable("chosen", [100]);
        using var plan = Plan.Compile(_device, new Assignment(chosen, graph.Fill(1f, [100]).BatchTopK(7)));
        plan.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        plan.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_count_that_does_not_fit_is_refused(int keep) =>
        Assert.Equal($"BatchTopK: {keep} entries cannot be chosen of [3].", Assert.Throws<ShapeException>(() => new Graph().Fill(1f, [3]).BatchTopK(keep)).Message);

    private float[] Chosen(float[] numbers, int keep)
    {
        var x = new Variable("x", [numbers.Length]);
        numbers.CopyTo(x.Span);
        return Eager.Evaluate(_device, new Graph().Read(x).BatchTopK(keep));
    }
}
