using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

public sealed unsafe class ReduceTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 3, 0, 5 }, { 3, 0, 1 }, { 0, 4, 4 }, { 2, 7, 0 }, { 1, 1_000_000, 1 }, { 3, 40_000, 1 },
        { 1000, 33, 1 }, { 1, 300, 1030 },
        { 1, 100_003, 3 }, { 5, 64, 65 }, { 4, 65, 17 }, { 700, 8, 64 }, { 2, 5000, 100 }, { 1, 3, 5001 }, { 7, 1, 9 }, { 1, 1_000_000, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sums_over_a_middle_axis_agree_with_double_precision(int outer, int reduce, int inner)
    {
        using var one = new Workers(1);
        using var two = new Workers(2);
        using var x = Samples.Random((long)outer * reduce * inner, 5, -0.5f, 1f);
        using var y = new NativeBuffer((long)outer * inner);
        y.Span.Fill(9f);
        Reduce.SumMiddle(one, x.Pointer, y.Pointer, outer, reduce, inner);
        var (expected, sizes) = Sums(x.Span, outer, reduce, inner);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(expected[i] - y.Span[i]), 0, (2e-7 * sizes[i]) + (6e-8 * Math.Abs(expected[i])));

        var alone = y.Span.ToArray();
        Reduce.SumMiddle(two, x.Pointer, y.Pointer, outer, reduce, inner);
        Assert.Equal(alone, y.Span.ToArray());
        y.Span.Fill(9f);
        Reduce.SumMiddle(two, x.Pointer, y.Pointer, outer, reduce, inner, accumulate: true);
        for (var i = 0; i < alone.Length; i++)
            Assert.Equal(9f + alone[i], y.Span[i]);
    }

    [Fact]
    public void Columns_are_summed_at_every_width()
    {
        foreach (var columns in (int[])[1, 3, 4, 17, 64, 71, 200])
        {
            using var x = Samples.Random(columns * 33, 6);
            using var y = new NativeBuffer(columns);
            var (expected, _) = Sums(x.Span, 1, 33, columns);
            ColumnParts.Columns<V512>(x.Pointer, y.Pointer, 33, columns, columns, false);
            Check(expected, y.Span);
            ColumnParts.Columns<V256>(x.Pointer, y.Pointer, 33, columns, columns, false);
            Check(expected, y.Span);
            ColumnParts.Columns<V128>(x.Pointer, y.Pointer, 33, columns, columns, false);
            Check(expected, y.Span);
        }
    }

    [Fact]
    public void Row_sums_and_maxima_agree_at_every_width()
    {
        foreach (var n in Samples.Lengths)
        {
            using var x = Samples.Random(n, 7);
            var sum = x.Span.ToArray().Sum(v => (double)v);
            Assert.Equal(sum, RowSums.Sum<First, V512>(default, x.Pointer, x.Pointer, n), 1e-3);
            Assert.Equal(sum, RowSums.Sum<First, V256>(default, x.Pointer, x.Pointer, n), 1e-3);
            Assert.Equal(sum, RowSums.Sum<First, V128>(default, x.Pointer, x.Pointer, n), 1e-3);
            var largest = x.Span.ToArray().Append(float.NegativeInfinity).Max();
            Assert.Equal(largest, RowSums.Max<V512>(x.Pointer, n));
            Assert.Equal(largest, RowSums.Max<V256>(x.Pointer, n));
            Assert.Equal(largest, RowSums.Max<V128>(x.Pointer, n));
        }
    }

    [Fact]
    public void The_maximum_of_a_row_is_NaN_when_any_element_is()
    {
        using var workers = new Workers(2);
        using var x = Samples.Random(500 * 41, 8);
        using var y = new NativeBuffer(500);
        Reduce.MaxLast(workers, x.Pointer, y.Pointer, 500, 41);
        for (var row = 0; row < 500; row++)
            Assert.Equal(x.Span.Slice(row * 41, 41).ToArray().Max(), y.Span[row]);
        for (var at = 0; at < 41; at++)
        {
            var before = x.Span[at];
            x.Span[at] = float.NaN;
            Reduce.MaxLast(workers, x.Pointer, y.Pointer, 1, 41);
            Assert.Equal(float.NaN, y.Span[0]);
            x.Span[at] = before;
        }
    }

    [Fact]
    public void The_sum_of_squares_does_not_depend_on_threads()
    {
        using var one = new Workers(1);
        using var two = new Workers(2);
        foreach (var n in Samples.Lengths)
        {
            using var x = Samples.Random(n, 9);
            var expected = x.Span.ToArray().Sum(v => (double)v * v);
            var got = Reduce.SumOfSquares(one, x.Pointer, n);
            Assert.InRange(Samples.RelativeError(got, expected), 0, 2e-7);
            Assert.Equal(got, Reduce.SumOfSquares(two, x.Pointer, n));
        }
    }

    private static void Check(double[] expected, ReadOnlySpan<float> got)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], 2e-5);
    }

    private static (double[] Sums, double[] Sizes) Sums(ReadOnlySpan<float> x, int outer, int reduce, int inner)
    {
        var sums = new double[outer * inner];
        var sizes = new double[outer * inner];
        for (var o = 0; o < outer; o++)
        {
            for (var r = 0; r < reduce; r++)
            {
                for (var i = 0; i < inner; i++)
                {
                    sums[(o * inner) + i] += x[(((o * reduce) + r) * inner) + i];
                    sizes[(o * inner) + i] += Math.Abs(x[(((o * reduce) + r) * inner) + i]);
                }
            }
        }

        return (sums, sizes);
    }
}
