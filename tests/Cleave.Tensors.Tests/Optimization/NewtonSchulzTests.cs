using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Optimization;

public sealed class NewtonSchulzTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(7, 40)]
    [InlineData(40, 7)]
    [InlineData(24, 24)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(33, 70)]
    public void Singular_values_end_in_the_known_band(int rows, int columns)
    {
        var found = Run(Random(rows, columns), rows, columns);
        Assert.All(SingularValues(found, rows, columns), s => Assert.InRange(s, 0.68, 1.21));
    }

    [Theory]
    [InlineData(7, 40)]
    [InlineData(40, 7)]
    [InlineData(24, 24)]
    public void The_result_is_that_of_naive_double_arithmetic(int rows, int columns)
    {
        var start = Random(rows, columns);
        var (found, expected) = (Run(start, rows, columns), Naive(start, rows, columns));
        for (var i = 0; i < found.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-4);
    }

    [Fact]
    public void Size_does_not_matter_and_nothing_stays_nothing()
    {
        var start = Random(5, 8);
        var (one, other) = (Run(start, 5, 8), Run(Array.ConvertAll(start, x => x * 1024), 5, 8));
        for (var i = 0; i < one.Length; i++)
            Assert.Equal(one[i], other[i], 1e-5f);
        Assert.All(Run(new float[40], 5, 8), x => Assert.Equal(0f, x));
    }

    private static float[] Random(int rows, int columns)
    {
        var values = new float[rows * columns];
        new RandomStream(4, $"{rows} by {columns}").Normal(0, values);
        return values;
    }

    private unsafe float[] Run(float[] start, int rows, int columns)
    {
        using var x = new NativeBuffer(start.Length);
        start.CopyTo(x.Span);
        var iteration = new NewtonSchulz(start.Length, Math.Min(rows, columns));
        var result = new Span<float>(iteration.Run(_device, x.Pointer, rows, columns), start.Length).ToArray();
        GC.KeepAlive(iteration);   // it owns the memory the result lies in
        return result;
    }

    private static double[] Naive(float[] start, int rows, int columns)
    {
        var norm = Math.Sqrt(start.Sum(v => (double)v * v)) + 1e-7;
        double[] x = [.. start.Select(v => v / norm)];
        for (var step = 0; step < 5; step++)
        {
            var gram = Gram(x, rows, columns);   // [rows, rows]
            var next = new double[x.Length];
            var once = Product(gram, x, rows, rows, columns);
            var twice = Product(gram, once, rows, rows, columns);
            for (var i = 0; i < x.Length; i++)
                next[i] = (3.4445 * x[i]) - (4.775 * once[i]) + (2.0315 * twice[i]);
            x = next;
        }

        return x;
    }

    private static double[] Gram(double[] x, int rows, int columns)
    {
        var gram = new double[rows * rows];
        for (var i = 0; i < gram.Length; i++)
            gram[i] = Enumerable.Range(0, columns).Sum(k => x[(i / rows * columns) + k] * x[(i % rows * columns) + k]);
        return gram;
    }

    private static double[] Product(double[] a, double[] b, int m, int k, int n)
    {
        var c = new double[m * n];
        for (var i = 0; i < c.Length; i++)
            c[i] = Enumerable.Range(0, k).Sum(j => a[(i / n * k) + j] * b[(j * n) + (i % n)]);
        return c;
    }

    /// <summary>Roots of the eigenvalues of the smaller Gram matrix, by Jacobi rotations.</summary>
    private static double[] SingularValues(float[] x, int rows, int columns)
    {
        double[] wide = rows <= columns
            ? [.. x.Select(v => (double)v)]
            : [.. Enumerable.Range(0, x.Length).Select(i => (double)x[(i % rows * columns) + (i / rows)])];
        var n = Math.Min(rows, columns);
        var a = Gram(wide, n, Math.Max(rows, columns));
        for (var sweep = 0; sweep < 30; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(a, n, p, q);
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(Math.Max(0, a[(i * n) + i])))];
    }

    private static void Rotate(double[] a, int n, int p, int q)
    {
        var angle = 0.5 * Math.Atan2(2 * a[(p * n) + q], a[(q * n) + q] - a[(p * n) + p]);
        var (s, c) = Math.SinCos(angle);
        for (var k = 0; k < n; k++)
            (a[(k * n) + p], a[(k * n) + q]) = ((c * a[(k * n) + p]) - (s * a[(k * n) + q]), (s * a[(k * n) + p]) + (c * a[(k * n) + q]));
        for (var k = 0; k < n; k++)
            (a[(p * n) + k], a[(q * n) + k]) = ((c * a[(p * n) + k]) - (s * a[(q * n) + k]), (s * a[(p * n) + k]) + (c * a[(q * n) + k]));
    }
}
