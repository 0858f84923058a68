using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

public sealed unsafe class BroadcastTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("17")]
    [InlineData("5,33")]
    [InlineData("0,3")]
    [InlineData("3,1,7")]
    [InlineData("4,3,5,18")]
    [InlineData("2,3,2,2,2,17")]
    [InlineData("300,70")]
    [InlineData("2,20000")]
    public void Every_choice_of_broadcast_dimensions_agrees_with_indexing(string dims)
    {
        var result = Parse(dims);
        using var one = new Workers(1);
        using var two = new Workers(2);
        for (var maskX = 0; maskX < 1 << result.Length; maskX++)
        {
            for (var maskY = 0; maskY < 1 << result.Length; maskY++)
            {
                var (x, y) = (Collapse(result, maskX), Collapse(result, maskY));
                var alone = Two(one, result, x, y);
                Assert.Equal(alone, Two(two, result, x, y));
                var u = Collapse(result, maskX ^ maskY);
                if (result.Length < 5)
                    Assert.Equal(Three(one, result, x, y, u), Three(two, result, x, y, u));
            }
        }
    }

    [Fact]
    public void Missing_leading_dimensions_count_as_one()
    {
        using var workers = new Workers(1);
        Two(workers, [4, 3, 17], [17], [3, 1]);
        Two(workers, [4, 3, 17], [], [3, 17]);
        Three(workers, [4, 3, 17], [17], [1, 3, 1], [4, 1, 1]);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new BroadcastPlan([4, 3], [4, 3], [4]));
        Assert.Throws<ArgumentException>(() => new BroadcastPlan([4, 3], [2, 4, 3], [3]));
        Assert.Throws<ArgumentException>(() => new BroadcastPlan([1, 1, 1, 1, 1, 1, 1], [1], [1]));
    }

    private static float[] Two(Workers workers, int[] result, int[] x, int[] y)
    {
        using var bufferX = Samples.Random(Count(x), 1);
        using var bufferY = Samples.Random(Count(y), 2);
        using var bufferZ = new NativeBuffer(Count(result));
        new BroadcastPlan(result, x, y).Run(workers, default(Mix), bufferX.Pointer, bufferY.Pointer, bufferZ.Pointer);
        for (var i = 0; i < bufferZ.Length; i++)
        {
            var expected = (3f * bufferX.Span[Index(result, x, i)]) + bufferY.Span[Index(result, y, i)];
            if (!(Math.Abs(expected - bufferZ.Span[i]) <= 1e-5f))
                Assert.Fail($"[{string.Join(",", x)}] and [{string.Join(",", y)}] at {i}");
        }

        return bufferZ.Span.ToArray();
    }

    private static float[] Three(Workers workers, int[] result, int[] x, int[] y, int[] u)
    {
        using var bufferX = Samples.Random(Count(x), 1);
        using var bufferY = Samples.Random(Count(y), 2);
        using var bufferU = Samples.Random(Count(u), 3);
        using var bufferZ = new NativeBuffer(Count(result));
        var plan = new BroadcastPlan(result, x, y, u);
        plan.Run(workers, default(MixThree), bufferX.Pointer, bufferY.Pointer, bufferU.Pointer, bufferZ.Pointer);
        for (var i = 0; i < bufferZ.Length; i++)
        {
            var product = bufferX.Span[Index(result, x, i)] * bufferY.Span[Index(result, y, i)];
            if (!(Math.Abs(product + (0.5f * bufferU.Span[Index(result, u, i)]) - bufferZ.Span[i]) <= 1e-5f))
                Assert.Fail($"[{string.Join(",", x)}], [{string.Join(",", y)}] and [{string.Join(",", u)}] at {i}");
        }

        return bufferZ.Span.ToArray();
    }

    private static int[] Parse(string dims) => dims.Length == 0 ? [] : [.. dims.Split(',').Select(int.Parse)];

    private static int[] Collapse(int[] dims, int mask) => [.. dims.Select((size, d) => ((mask >> d) & 1) == 1 ? 1 : size)];

    private static int Count(int[] dims) => dims.Aggregate(1, (a, b) => a * b);

    private static int Index(int[] result, int[] operand, int i)
    {
        var (index, stride) = (0, 1);
        for (var d = result.Length - 1; d >= 0; d--)
        {
            var at = i % result[d];
            i /= result[d];
            var k = d - (result.Length - operand.Length);
            if (k < 0)
                continue;
            index += operand[k] == 1 ? 0 : at * stride;
            stride *= operand[k];
        }

        return index;
    }
}
