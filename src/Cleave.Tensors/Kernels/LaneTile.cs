using System.Runtime.CompilerServices;
using Pack = Cleave.Tensors.Kernels.GemmPack<Cleave.Tensors.Kernels.GemmLanes128, System.Runtime.Intrinsics.Vector128<float>>;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Tiles that fit the nearest cache: rows of two registers of lanes, one after the other. A lane stands for a row of what is far away.
/// </summary>
internal static unsafe class LaneTile
{
    private const int RowsAtOnce = 4;
    private const int CacheLine = 64;

    /// <summary>How many lanes a tile has.</summary>
    public static int Lanes<V>()
        where V : unmanaged, ISimd<V> => 2 * V.Width;

    /// <summary>How many floats to set aside for some rows that <see cref="Align"/> is to find a start for.</summary>
    public static int Room<V>(int rows)
        where V : unmanaged, ISimd<V> => (rows * Lanes<V>()) + (CacheLine / sizeof(float));

    /// <summary>The first start of a cache line, so that no register's load or store meets two.</summary>
    public static float* Align(float* memory) => (float*)(((nuint)memory + CacheLine - 1) & ~(nuint)(CacheLine - 1));

    /// <summary>tile[c, lane] = x[lane, c] for some rows of x, and 0 in the lanes that are left.</summary>
    public static void Gather<V>(float* x, int stride, int count, int width, float* tile)
        where V : unmanaged, ISimd<V> => Pack.Transpose(x, stride, width, count, tile, Lanes<V>());

    /// <summary>y[lane, c] = tile[c, lane] for the first lanes.</summary>
    public static void Scatter<V>(float* tile, float* y, int stride, int count, int width)
        where V : unmanaged, ISimd<V> => Pack.Transpose(tile, Lanes<V>(), count, width, y, width, stride);

    /// <summary>Multiplies rows of a tile by a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<V>(float* tile, int rows, float factor)
        where V : unmanaged, ISimd<V>
    {
        for (var at = 0; at < rows * Lanes<V>(); at += V.Width)
            (V.Load(tile + at) * V.Fill(factor)).Store(tile + at);
    }

    /// <summary>
    /// y[r, ·] = Σ_k a[r, k]·x[k, ·], added to what y holds where asked. Entries of a lie as far apart as said, so that either of its axes may be the rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(float* a, long rowStride, long stepStride, float* x, float* y, int rows, int steps, bool adds)
        where V : unmanaged, ISimd<V>
    {
        var row = 0;
        for (; row <= rows - RowsAtOnce; row += RowsAtOnce)
            Four<V>(a + (row * rowStride), rowStride, stepStride, x, y + (row * 2 * V.Width), steps, adds);
        for (; row < rows; row++)
            One<V>(a + (row * rowStride), stepStride, x, y + (row * 2 * V.Width), steps, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<V>(float* a, long rowStride, long stepStride, float* x, float* y, int steps, bool adds)
        where V : unmanaged, ISimd<V>
    {
        var w = V.Width;
        V zero = V.Fill(0f);
        V left0 = zero, right0 = zero, left1 = zero, right1 = zero, left2 = zero, right2 = zero, left3 = zero, right3 = zero;
        if (adds)
        {
            (left0, right0) = (V.Load(y), V.Load(y + w));
            (left1, right1) = (V.Load(y + (2 * w)), V.Load(y + (3 * w)));
            (left2, right2) = (V.Load(y + (4 * w)), V.Load(y + (5 * w)));
            (left3, right3) = (V.Load(y + (6 * w)), V.Load(y + (7 * w)));
        }

        float* a1 = a + rowStride, a2 = a1 + rowStride, a3 = a2 + rowStride;
        for (var k = 0; k < steps; k++)
        {
            V left = V.Load(x), right = V.Load(x + w);
            V factor = V.Fill(*a);
            left0 = V.MultiplyAdd(factor, left, left0);
            right0 = V.MultiplyAdd(factor, right, right0);
            factor = V.Fill(*a1);
            left1 = V.MultiplyAdd(factor, left, left1);
            right1 = V.MultiplyAdd(factor, right, right1);
            factor = V.Fill(*a2);
            left2 = V.MultiplyAdd(factor, left, left2);
            right2 = V.MultiplyAdd(factor, right, right2);
            factor = V.Fill(*a3);
            left3 = V.MultiplyAdd(factor, left, left3);
            right3 = V.MultiplyAdd(factor, right, right3);
            x += 2 * w;
            a += stepStride;
            a1 += stepStride;
            a2 += stepStride;
            a3 += stepStride;
        }

        left0.Store(y);
        right0.Store(y + w);
        left1.Store(y + (2 * w));
        right1.Store(y + (3 * w));
        left2.Store(y + (4 * w));
        right2.Store(y + (5 * w));
        left3.Store(y + (6 * w));
        right3.Store(y + (7 * w));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V>(float* a, long stepStride, float* x, float* y, int steps, bool adds)
        where V : unmanaged, ISimd<V>
    {
        V left = adds ? V.Load(y) : V.Fill(0f), right = adds ? V.Load(y + V.Width) : V.Fill(0f);
        for (var k = 0; k < steps; k++)
        {
            V factor = V.Fill(a[k * stepStride]);
            left = V.MultiplyAdd(factor, V.Load(x + (2 * k * V.Width)), left);
            right = V.MultiplyAdd(factor, V.Load(x + (((2 * k) + 1) * V.Width)), right);
        }

        left.Store(y);
        right.Store(y + V.Width);
    }
}
