using System.Runtime.InteropServices;
using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Random operands of one product, padded so that writes outside C show.</summary>
internal sealed class GemmCase
{
    private const float Untouched = 1234.5f;

    public GemmCase(GemmShape shape, int batch = 1)
    {
        Shape = shape;
        Batch = batch;
        var random = new Random(HashCode.Combine(shape.M, shape.N, shape.K) ^ 7);
        StrideA = (long)Math.Max(1, shape.TransA ? shape.K : shape.M) * shape.Lda;
        StrideB = (long)Math.Max(1, shape.TransB ? shape.N : shape.K) * shape.Ldb;
        StrideC = ((long)shape.M * shape.Ldc) + 3;
        A = Fill(random, StrideA * batch);
        B = Fill(random, StrideB * batch);
        Before = Fill(random, StrideC * batch);
        for (long i = 0; i < Before.Length; i++)
        {
            var (row, column) = Math.DivRem(i % StrideC, shape.Ldc);
            if (row >= shape.M || column >= shape.N)
                Before[i] = Untouched;
        }
    }

    public GemmShape Shape { get; }

    public int Batch { get; }

    public long StrideA { get; }

    public long StrideB { get; }

    public long StrideC { get; }

    public float[] A { get; }

    public float[] B { get; }

    public float[] Before { get; }

    /// <summary>A product with rows a little longer than the operands.</summary>
    public static GemmShape Padded(int m, int n, int k, bool transA, bool transB, float alpha, bool add, int pad) =>
        new(m, n, k, transA, transB, (transA ? m : k) + pad, (transB ? k : n) + pad, n + pad, alpha, add);

    public unsafe float[] Run(Gemm gemm, bool serial = false)
    {
        var result = (float[])Before.Clone();
        fixed (float* a = A, b = B, c = result)
        {
            if (Batch > 1)
                gemm.RunBatch(Shape, Batch, a, StrideA, b, StrideB, c, StrideC);
            else if (serial)
                gemm.RunSerial(Shape, 0, a, b, c);
            else
                gemm.Run(Shape, a, b, c);
        }

        return result;
    }

    /// <summary>The product of the first rows of op(A) only.</summary>
    public unsafe float[] RunTop(Gemm gemm, int rows)
    {
        var result = (float[])Before.Clone();
        fixed (float* a = A, b = B, c = result)
            gemm.Run(Shape with { M = rows }, a, b, c);
        return result;
    }

    public void Check(float[] result)
    {
        for (long i = 0; i < result.Length; i++)
        {
            var (item, rest) = Math.DivRem(i, StrideC);
            var (row, column) = Math.DivRem(rest, Shape.Ldc);
            if (row >= Shape.M || column >= Shape.N)
            {
                Assert.True(result[i] == Untouched, $"{Shape} wrote outside C at {i}.");
                continue;
            }

            var expected = Expected(item, row, column);
            var tolerance = 1e-6 * (4 + Shape.K);
            Assert.True(
                Math.Abs(expected - result[i]) <= tolerance,
                $"{Shape} item {item} at {row},{column}: {result[i]} instead of {expected}.");
        }
    }

    public static void SameBits(float[] expected, float[] actual, GemmShape shape) =>
        Assert.True(
            MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes<float>(actual)),
            $"{shape} differs.");

    private double Expected(long item, long row, long column)
    {
        var sum = 0.0;
        for (var k = 0; k < Shape.K; k++)
        {
            var a = A[(item * StrideA) + (Shape.TransA ? (k * (long)Shape.Lda) + row : (row * Shape.Lda) + k)];
            var b = B[(item * StrideB) + (Shape.TransB ? (column * Shape.Ldb) + k : (k * (long)Shape.Ldb) + column)];
            sum += (double)a * b;
        }

        sum *= Shape.Alpha;
        return Shape.Accumulate ? sum + Before[(item * StrideC) + (row * Shape.Ldc) + column] : sum;
    }

    private static float[] Fill(Random random, long count)
    {
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() * 2f) - 1f;
        return values;
    }
}
