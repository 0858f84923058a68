using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// y = x·c + x'·s, where x' is the entry that x is paired with. Pairs are neighbours, or the two halves of a head.
/// </summary>
/// <param name="x">[batch, position, head, d].</param>
/// <param name="y">As x, and perhaps the same memory.</param>
/// <param name="factors">c, then s, each [position, d].</param>
/// <param name="batch">How many elements.</param>
/// <param name="positions">How many positions.</param>
/// <param name="heads">How many heads.</param>
/// <param name="width">d.</param>
/// <param name="interleaved">Whether neighbours are paired.</param>
internal readonly unsafe struct RotaryRows(float* x, float* y, float* factors, int batch, int positions, int heads, int width, bool interleaved) : IParts
{
    private const int PositionsPerPart = 32;

    private int PartsPerElement => (positions + PositionsPerPart - 1) / PositionsPerPart;

    /// <summary>Runs all parts.</summary>
    public void Run(Workers workers)
    {
        var body = this;
        workers.Run(batch * PartsPerElement, ref body);
    }

    public void Run(int part, int worker)
    {
        var (element, within) = Math.DivRem(part, PartsPerElement);
        for (var t = within * PositionsPerPart; t < Math.Min(positions, (within + 1) * PositionsPerPart); t++)
        {
            float* own = factors + ((long)t * width), other = own + ((long)positions * width);
            var at = (((long)element * positions) + t) * heads * width;
            for (var head = 0; head < heads; head++, at += width)
            {
                if (interleaved)
                    Neighbours(x + at, y + at, own, other);
                else
                    Halves(x + at, y + at, own, other);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Neighbours(float* from, float* to, float* own, float* other)
    {
        var i = 0;
        for (; i <= width - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            var value = Vector128.Load(from + i);
            var paired = Vector128.Shuffle(value, Vector128.Create(1, 0, 3, 2));
            ((value * Vector128.Load(own + i)) + (paired * Vector128.Load(other + i))).Store(to + i);
        }

        for (; i < width; i += 2)
        {
            var (first, second) = (from[i], from[i + 1]);
            to[i] = (first * own[i]) + (second * other[i]);
            to[i + 1] = (second * own[i + 1]) + (first * other[i + 1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Halves(float* from, float* to, float* own, float* other)
    {
        var half = width / 2;
        var i = 0;
        for (; i <= half - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            Vector128<float> first = Vector128.Load(from + i), second = Vector128.Load(from + i + half);
            ((first * Vector128.Load(own + i)) + (second * Vector128.Load(other + i))).Store(to + i);
            ((second * Vector128.Load(own + i + half)) + (first * Vector128.Load(other + i + half))).Store(to + i + half);
        }

        for (; i < half; i++)
        {
            var (first, second) = (from[i], from[i + half]);
            to[i] = (first * own[i]) + (second * other[i]);
            to[i + half] = (second * own[i + half]) + (first * other[i + half]);
        }
    }
}
