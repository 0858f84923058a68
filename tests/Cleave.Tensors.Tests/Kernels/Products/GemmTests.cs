using System.Globalization;
using System.Runtime.Intrinsics;
using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

public sealed class GemmTests
{
    internal const string LanesVariable = "CLEAVE_TEST_LANES";

    public static TheoryData<bool, bool> Transposes => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Fact]
    public void The_vectors_are_as_wide_as_the_processor_allows()
    {
        var widest = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        var expected = Environment.GetEnvironmentVariable(LanesVariable);
        Assert.Equal(expected is null ? widest : int.Parse(expected, CultureInfo.InvariantCulture), Gemm.Lanes);
    }

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Every_small_size_equals_the_naive_product(bool transA, bool transB)
    {
        using var workers = new Workers(2);
        using var gemm = new Gemm(workers);
        int[] sizes = [1, 2, 3, 5, 7, 8, 13, 16, 17, 25, 33];
        foreach (var m in sizes)
        {
            foreach (var n in sizes)
            {
                foreach (var k in (int[])[1, 2, 3, 4, 9, 20])
                    Check(gemm, GemmCase.Padded(m, n, k, transA, transB, 1f, false, 0));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Strides_alpha_and_accumulation_are_honoured(bool transA, bool transB)
    {
        using var workers = new Workers(2);
        using var gemm = new Gemm(workers);
        foreach (var (m, n, k) in Sizes())
        {
            Check(gemm, GemmCase.Padded(m, n, k, transA, transB, 0.75f, true, 5));
            Check(gemm, GemmCase.Padded(m, n, k, transA, transB, -2f, false, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Results_do_not_depend_on_the_number_of_threads(bool transA, bool transB)
    {
        using var one = new Workers(1);
        using var two = new Workers(2);
        using var three = new Workers(3);
        using var first = new Gemm(one);
        using var second = new Gemm(two);
        using var third = new Gemm(three);
        foreach (var (m, n, k) in Sizes())
        {
            var test = new GemmCase(GemmCase.Padded(m, n, k, transA, transB, 0.75f, true, 0));
            var expected = test.Run(first);
            GemmCase.SameBits(expected, test.Run(second), test.Shape);
            GemmCase.SameBits(expected, test.Run(third), test.Shape);
            GemmCase.SameBits(expected, test.Run(third, serial: true), test.Shape);
        }
    }

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Rows_do_not_depend_on_the_other_rows(bool transA, bool transB)
    {
        using var workers = new Workers(1);
        using var gemm = new Gemm(workers);
        var whole = GemmCase.Padded(61, 45, 300, transA, transB, 1f, false, 0);
        var all = new GemmCase(whole).Run(gemm);
        foreach (var rows in (int[])[1, 2, 5, 11, 12, 13, 30])
        {
            var some = new GemmCase(whole).RunTop(gemm, rows);
            Assert.Equal(all[..(rows * whole.Ldc)], some[..(rows * whole.Ldc)]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(70)]
    public void A_batch_equals_its_products_one_by_one(int batch)
    {
        using var workers = new Workers(2);
        using var gemm = new Gemm(workers);
        foreach (var (m, n, k) in (ReadOnlySpan<(int, int, int)>)[(5, 7, 3), (16, 1, 40), (33, 20, 12)])
        {
            var test = new GemmCase(GemmCase.Padded(m, n, k, false, true, 1.5f, true, 2), batch);
            test.Check(test.Run(gemm));
        }
    }

    [Fact]
    public void No_steps_give_zeros_or_leave_C()
    {
        using var workers = new Workers(1);
        using var gemm = new Gemm(workers);
        Check(gemm, new GemmShape(7, 9, 0, false, false, 1, 9, 12));
        Check(gemm, new GemmShape(7, 9, 0, false, false, 1, 9, 12, Accumulate: true));
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(9, 0)]
    [InlineData(0, 0)]
    public void Empty_products_do_nothing(int m, int n)
    {
        using var workers = new Workers(2);
        using var gemm = new Gemm(workers);
        Check(gemm, new GemmShape(m, n, 4, false, false, 4, 9, 12));
        new GemmCase(new GemmShape(m, n, 4, false, false, 4, 9, 12), 8).Run(gemm);
    }

    [Fact]
    public void Repeated_products_allocate_nothing()
    {
        using var workers = new Workers(1);
        using var gemm = new Gemm(workers);
        var shape = GemmCase.Padded(5, 20, 4096, true, false, 1f, false, 0);
        var test = new GemmCase(shape);
        var result = new float[test.Before.Length];
        for (var i = 0; i < 3; i++)
            Multiply(gemm, test, result);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            Multiply(gemm, test, result);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static unsafe void Multiply(Gemm gemm, GemmCase test, float[] result)
    {
        fixed (float* a = test.A, b = test.B, c = result)
        {
            gemm.Run(test.Shape, a, b, c);
            gemm.RunBatch(test.Shape with { K = 64 }, 4, a, 16, b, 16, c, 0);
        }
    }

    // Several blocks of K, several parts of M and N, the transposed form, a split K, packed and direct B.
    private static (int M, int N, int K)[] Sizes() =>
    [
        (1, 1, 700), (2, 40, 300), (40, 2, 300), (300, 3, 20), (64, 192, 520), (5, 20, 2100), (20, 5, 1111),
        (130, 70, 257), (97, 129, 64), (401, 33, 50), (17, 600, 130),
    ];

    private static void Check(Gemm gemm, GemmShape shape)
    {
        var test = new GemmCase(shape);
        test.Check(test.Run(gemm));
    }
}
