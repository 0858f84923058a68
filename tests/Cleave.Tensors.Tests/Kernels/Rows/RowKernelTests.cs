using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

public sealed unsafe class RowKernelTests
{
    private const float Epsilon = 1e-5f;

    private delegate void Kernel(Workers w, float* x, float* dy, float* y, long rows, long n);

    private static readonly int[] Widths = [1, 2, 5, 15, 16, 17, 33, 64, 100, 1025, 20_000];

    [Fact]
    public void Softmax_agrees_with_double_precision() =>
        Check((w, x, _, y, rows, n) => RowKernels.Softmax(w, x, y, rows, n), (x, _) => Softmax(x));

    [Fact]
    public void Log_softmax_agrees_with_double_precision() =>
        Check((w, x, _, y, rows, n) => RowKernels.LogSoftmax(w, x, y, rows, n), (x, _) => LogSoftmax(x), 5e-6);

    [Fact]
    public void The_gradient_of_softmax_agrees_with_double_precision() =>
        Check(RowKernels.SoftmaxBackward, (y, dy) =>
        {
            var mean = y.Zip(dy, (a, b) => a * b).Sum();
            return [.. y.Zip(dy, (a, b) => a * (b - mean))];
        }, 1e-3);

    [Fact]
    public void The_gradient_of_log_softmax_agrees_with_double_precision() =>
        Check(RowKernels.LogSoftmaxBackward, (y, dy) =>
        {
            var sum = dy.Sum();
            return [.. y.Zip(dy, (a, b) => b - (Math.Exp(a) * sum))];
        }, 1e-3);

    [Fact]
    public void Rms_norm_agrees_with_double_precision() =>
        Check((w, x, _, y, rows, n) => RowKernels.RmsNorm(w, x, y, rows, n, Epsilon), (x, _) => Norm(x, false));

    [Fact]
    public void Layer_norm_agrees_with_double_precision() =>
        Check((w, x, _, y, rows, n) => RowKernels.LayerNorm(w, x, y, rows, n, Epsilon), (x, _) => Norm(x, true));

    [Fact]
    public void The_gradient_of_rms_norm_agrees_with_double_precision() =>
        Check((w, x, dy, y, rows, n) => RowKernels.RmsNormBackward(w, x, dy, y, rows, n, Epsilon),
            (x, dy) => NormGradient(x, dy, false), 2e-5);

    [Fact]
    public void The_gradient_of_layer_norm_agrees_with_double_precision() =>
        Check((w, x, dy, y, rows, n) => RowKernels.LayerNormBackward(w, x, dy, y, rows, n, Epsilon),
            (x, dy) => NormGradient(x, dy, true), 2e-5);

    [Fact]
    public void Norm_gradients_agree_with_differences()
    {
        double[] x = [0.3, -1.2, 0.7, 2.0], dy = [1.0, -0.5, 0.25, 0.8];
        foreach (var centred in (bool[])[false, true])
        {
            var gradient = NormGradient(x, dy, centred);
            for (var i = 0; i < x.Length; i++)
            {
                var (up, down) = ((double[])x.Clone(), (double[])x.Clone());
                up[i] += 1e-5;
                down[i] -= 1e-5;
                var slope = (Dot(Norm(up, centred), dy) - Dot(Norm(down, centred), dy)) / 2e-5;
                Assert.Equal(slope, gradient[i], 1e-6);
            }
        }
    }

    [Fact]
    public void Softmax_is_safe_for_large_and_masked_logits()
    {
        using var workers = new Workers(1);
        using var x = new NativeBuffer(20);
        x.Span.Fill(float.NegativeInfinity);
        (x.Span[3], x.Span[18]) = (1e30f, 1e30f);
        RowKernels.Softmax(workers, x.Pointer, x.Pointer, 1, 20);
        for (var i = 0; i < 20; i++)
            Assert.Equal(i is 3 or 18 ? 0.5f : 0f, x.Span[i]);
    }

    [Fact]
    public void Formulas_agree_at_every_width()
    {
        using var x = Samples.Random(77, 1);
        using var y = new NativeBuffer(77);
        var expected = Softmax([.. x.Span.ToArray().Select(v => (double)v)]);
        default(SoftmaxFormula).Invoke<V256>(x.Pointer, x.Pointer, y.Pointer, 77);
        Near(expected, y.Span, 1e-6);
        y.Span.Clear();
        default(SoftmaxFormula).Invoke<V128>(x.Pointer, x.Pointer, y.Pointer, 77);
        Near(expected, y.Span, 1e-6);
    }

    private static void Check(Kernel kernel, Func<double[], double[], double[]> expected, double bound = 3e-6)
    {
        using var one = new Workers(1);
        using var two = new Workers(2);
        foreach (var n in Widths)
        {
            var rows = Math.Max(3, 40_000 / n);
            using var x = Samples.Random(rows * n, 1);
            using var dy = Samples.Random(rows * n, 2);
            using var y = new NativeBuffer(rows * n);
            kernel(one, x.Pointer, dy.Pointer, y.Pointer, rows, n);
            for (var row = 0; row < rows; row += Math.Max(1, rows / 50))
                Near(expected(Row(x, row, n), Row(dy, row, n)), y.Span.Slice(row * n, n), bound);

            var alone = y.Span.ToArray();
            kernel(two, x.Pointer, dy.Pointer, y.Pointer, rows, n);
            Assert.Equal(alone, y.Span.ToArray());
            kernel(two, x.Pointer, dy.Pointer, x.Pointer, rows, n);
            Assert.Equal(alone, x.Span.ToArray());
        }
    }

    private static void Near(double[] expected, ReadOnlySpan<float> got, double bound)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - got[i]) > bound * Math.Max(1, Math.Abs(expected[i])) || float.IsNaN(got[i]))
                Assert.Fail($"{i} of {got.Length}: {got[i]} for {expected[i]}");
        }
    }

    private static double[] Row(NativeBuffer x, int row, int n) => [.. x.Span.Slice(row * n, n).ToArray().Select(v => (double)v)];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double[] Softmax(double[] x)
    {
        var sum = x.Sum(Math.Exp);
        return [.. x.Select(v => Math.Exp(v) / sum)];
    }

    private static double[] LogSoftmax(double[] x)
    {
        var log = Math.Log(x.Sum(Math.Exp));
        return [.. x.Select(v => v - log)];
    }

    private static double[] Norm(double[] x, bool centred)
    {
        var centre = centred ? x.Average() : 0;
        var factor = 1 / Math.Sqrt(x.Average(v => (v - centre) * (v - centre)) + Epsilon);
        return [.. x.Select(v => (v - centre) * factor)];
    }

    private static double[] NormGradient(double[] x, double[] dy, bool centred)
    {
        var centre = centred ? x.Average() : 0;
        var factor = 1 / Math.Sqrt(x.Average(v => (v - centre) * (v - centre)) + Epsilon);
        var y = Norm(x, centred);
        var along = Dot(y, dy) / x.Length;
        var shift = centred ? dy.Average() : 0;
        return [.. y.Zip(dy, (a, b) => factor * (b - shift - (a * along)))];
    }
}
