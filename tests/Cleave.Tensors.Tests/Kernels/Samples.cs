using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Arrays of numbers for kernels to work on.</summary>
internal static class Samples
{
    public static readonly int[] Lengths = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 1023, 1025, 16_383, 16_385, 40_001];

    public static NativeBuffer Random(long n, int seed, float low = -2f, float high = 2f)
    {
        var random = new Random(seed);
        var buffer = new NativeBuffer(n);
        foreach (ref var value in buffer.Span)
            value = low + ((high - low) * random.NextSingle());
        return buffer;
    }

    /// <summary>From far below to far above, both signs, at constant steps and at constant ratios.</summary>
    public static float[] WideRange(float largest)
    {
        var values = new List<float> { 0f, -0f };
        for (var i = -4000; i <= 4000; i++)
            values.Add(i / 4000f * largest);
        for (var x = 1e-38; x < largest; x *= 1.013)
        {
            values.Add((float)x);
            values.Add(-(float)x);
        }

        return [.. values];
    }

    public static unsafe float[] Map<TOp, V>(TOp op, ReadOnlySpan<float> x)
        where TOp : struct, IUnary
        where V : unmanaged, ISimd<V>
    {
        // Rounded up to whole registers, so that it is this width that computes every element.
        using var from = new NativeBuffer((x.Length + 15) / 16 * 16);
        using var to = new NativeBuffer(from.Length);
        x.CopyTo(from.Span);
        RowLoop.Map<TOp, V>(op, from.Pointer, to.Pointer, from.Length);
        return to.Span[..x.Length].ToArray();
    }

    public static double RelativeError(double got, double expected) =>
        got == expected ? 0 : Math.Abs(got - expected) / Math.Max(Math.Abs(expected), 1.2e-38);
}
