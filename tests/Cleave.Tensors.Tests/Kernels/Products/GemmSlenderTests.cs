using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Many rows times a small matrix, beside the general product.</summary>
public sealed class GemmSlenderTests
{
    [Fact]
    public void Products_have_the_bits_of_the_general_ones_and_write_nothing_else()
    {
        using Workers one = new(1), three = new(3);
        using Gemm alone = new(one), together = new(three);
        foreach (var m in (int[])[64, 256, 257, 511, 512, 513, 515, 520, 1100])
        {
            foreach (var n in (int[])[1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 20, 24, 25, 31, 32])
            {
                foreach (var (k, transB) in ((int, bool)[])[(1, false), (2, true), (5, false), (8, true), (20, true), (32, false)])
                    Check(alone, together, GemmCase.Padded(m, n, k, false, transB, 1f, false, 0));
            }
        }
    }

    [Theory]
    [InlineData(256, 20, 5, true)]
    [InlineData(4096, 2, 5, true)]
    [InlineData(63, 20, 5, false)]
    [InlineData(256, 2, 9, false)]
    [InlineData(256, 33, 5, false)]
    [InlineData(256, 20, 33, false)]
    public void Only_many_rows_of_few_steps_and_columns_are_slender(int m, int n, int k, bool expected) =>
        Assert.Equal(expected, GemmSlender.Fits(new GemmShape(m, n, k, false, false, k, n, n), 16));

    // The serial product is never a slender one.
    private static void Check(Gemm alone, Gemm together, GemmShape shape)
    {
        Assert.Equal(Gemm.Lanes >= 8 && shape.N <= Math.Min(3 * Gemm.Lanes, 32) && (2 * shape.N >= Gemm.Lanes || shape.K <= 8), GemmSlender.Fits(shape, Gemm.Lanes));
        var test = new GemmCase(shape);
        var expected = test.Run(alone, serial: true);
        GemmCase.SameBits(expected, test.Run(alone), shape);
        GemmCase.SameBits(expected, test.Run(together), shape);
    }
}
