using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Gradients of small weights: sums over many rows of outer products.</summary>
public sealed class GemmOuterTests
{
    [Fact]
    public void Sums_of_outer_products_have_the_bits_of_the_general_product_for_any_threads()
    {
        using Workers one = new(1), three = new(3);
        using Gemm alone = new(one), together = new(three);
        foreach (var k in (int[])[256, 511, 512, 513, 1300])
        {
            foreach (var (m, n) in ((int, int)[])[(20, 5), (5, 20), (2, 20), (20, 2), (4, 1), (1, 4), (9, 8), (24, 3), (8, 17), (31, 3), (7, 32), (5, 5), (16, 6)])
            {
                foreach (var accumulate in (bool[])[false, true])
                    Check(alone, together, GemmCase.Padded(m, n, k, true, false, 1f, accumulate, 3));
            }
        }
    }

    [Theory]
    [InlineData(20, 5, 4096, true)]
    [InlineData(2, 20, 256, true)]
    [InlineData(20, 5, 255, false)]
    [InlineData(33, 5, 4096, false)]
    [InlineData(20, 9, 4096, false)]
    [InlineData(3, 2, 4096, false)]
    public void Only_a_narrow_result_of_many_rows_is_one(int m, int n, int k, bool expected) =>
        Assert.Equal(expected, GemmOuter.Fits(new GemmShape(m, n, k, true, false, m, n, n), 16));

    private static void Check(Gemm alone, Gemm together, GemmShape shape)
    {
        Assert.Equal(Gemm.Lanes >= 8, GemmOuter.Fits(shape, Gemm.Lanes));
        var test = new GemmCase(shape);
        var expected = test.Run(alone, serial: true);   // never one of these
        test.Check(expected);
        GemmCase.SameBits(expected, test.Run(alone), shape);
        GemmCase.SameBits(expected, test.Run(together), shape);
    }
}
