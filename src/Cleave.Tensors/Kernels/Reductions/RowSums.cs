using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>x, for sums of one array.</summary>
internal readonly struct First : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V> => x;
}

/// <summary>x·y.</summary>
internal readonly struct Product : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V> => x * y;
}

/// <summary>(x − centre)².</summary>
internal readonly struct SquareFrom(float centre) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : unmanaged, ISimd<V>
    {
        var distance = x - V.Fill(centre);
        return distance * distance;
    }
}

/// <summary>Sums and maxima of one row on one thread.</summary>
internal static unsafe class RowSums
{
    // Floats add up over this many elements at most, so that their error does not grow with the row.
    private const int BlockLength = 1024;

    /// <summary>Σ op(xᵢ, yᵢ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum<TOp, V>(TOp op, float* x, float* y, long n)
        where TOp : struct, IBinary
        where V : unmanaged, ISimd<V>
    {
        double total = 0;
        for (long i = 0; i < n;)
        {
            var end = Math.Min(n, i + BlockLength);
            V a = V.Fill(0f), b = a, c = a, d = a;
            for (; i <= end - (4 * V.Width); i += 4 * V.Width)
            {
                a += op.Invoke(V.Load(x + i), V.Load(y + i));
                b += op.Invoke(V.Load(x + i + V.Width), V.Load(y + i + V.Width));
                c += op.Invoke(V.Load(x + i + (2 * V.Width)), V.Load(y + i + (2 * V.Width)));
                d += op.Invoke(V.Load(x + i + (3 * V.Width)), V.Load(y + i + (3 * V.Width)));
            }

            for (; i <= end - V.Width; i += V.Width)
                a += op.Invoke(V.Load(x + i), V.Load(y + i));
            total += (a + b + (c + d)).Sum();
            for (; i < end; i++)
                total += op.Invoke(V1.Load(x + i), V1.Load(y + i)).Sum();
        }

        return total;
    }

    /// <summary>max xᵢ; −∞ of nothing, NaN when any is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max<V>(float* x, long n)
        where V : unmanaged, ISimd<V>
    {
        long i = 0;
        V a = V.Fill(float.NegativeInfinity), b = a;
        for (; i <= n - (2 * V.Width); i += 2 * V.Width)
        {
            a = V.Max(a, V.Load(x + i));
            b = V.Max(b, V.Load(x + i + V.Width));
        }

        for (; i <= n - V.Width; i += V.Width)
            a = V.Max(a, V.Load(x + i));
        var largest = V.Max(a, b).Largest();
        for (; i < n; i++)
            largest = MathF.Max(largest, x[i]);
        return largest;
    }
}
