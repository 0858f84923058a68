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
    /// y[r, ·] = Σ_k a[r, k]·x[k, ·], added to what y holds where asked. Rows of a lie as far apart as said, or its steps; the other distance is 1.
    /// </summary>
    public static void Multiply<V>(float* a, nint rowStride, nint stepStride, float* x, float* y, int rows, int steps, bool adds)
        where V : unmanaged, ISimd<V>
    {
        if (stepStride == 1)
            Rows<V, GemmCount0, GemmCount1>(a, rowStride, stepStride, x, y, rows, steps, adds);
        else
            Rows<V, GemmCount1, GemmCount0>(a, rowStride, stepStride, x, y, rows, steps, adds);
    }

    // Strides of 0 are not known in advance.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<V, TRow, TStep>(float* a, nint rowStride, nint stepStride, float* x, float* y, int rows, int steps, bool adds)
        where V : unmanaged, ISimd<V>
        where TRow : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        var row = 0;
        for (; row <= rows - RowsAtOnce; row += RowsAtOnce)
            Four<V, TRow, TStep>(a + (row * rowStride), rowStride, stepStride, x, y + (row * 2 * V.Width), steps, adds);
        for (; row < rows; row++)
            One<V>(a + (row * rowStride), stepStride, x, y + (row * 2 * V.Width), steps, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<V, TRow, TStep>(float* a, nint rowStride, nint stepStride, float* x, float* y, int steps, bool adds)
        where V : unmanaged, ISimd<V>
        where TRow : struct, IGemmCount
        where TStep : struct, IGemmCount
    {
        nint row = TRow.Value > 0 ? TRow.Value : rowStride, step = TStep.Value > 0 ? TStep.Value : stepStride;
        var sums = adds ? LaneSums<V>.Load(y) : LaneSums<V>.Zero;
        nint w = 2 * V.Width;
        var k = 0;
        for (; k <= steps - 4; k += 4, a += 4 * step, x += 4 * w)
        {
            sums.Step(a, row, x, 0);
            sums.Step(a + step, row, x, w);
            sums.Step(a + (2 * step), row, x, 2 * w);
            sums.Step(a + (3 * step), row, x, 3 * w);
        }

        for (; k < steps; k++, a += step, x += w)
            sums.Step(a, row, x, 0);
        sums.Store(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V>(float* a, nint stepStride, float* x, float* y, int steps, bool adds)
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

/// <summary>Sums of four rows of a tile in registers.</summary>
internal unsafe struct LaneSums<V>
    where V : unmanaged, ISimd<V>
{
    private V _left0, _right0, _left1, _right1, _left2, _right2, _left3, _right3;

    /// <summary>No sums yet.</summary>
    public static LaneSums<V> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            V zero = V.Fill(0f);
            return new() { _left0 = zero, _right0 = zero, _left1 = zero, _right1 = zero, _left2 = zero, _right2 = zero, _left3 = zero, _right3 = zero };
        }
    }

    /// <summary>What a tile holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneSums<V> Load(float* tile)
    {
        var w = V.Width;
        return new()
        {
            _left0 = V.Load(tile),
            _right0 = V.Load(tile + w),
            _left1 = V.Load(tile + (2 * w)),
            _right1 = V.Load(tile + (3 * w)),
            _left2 = V.Load(tile + (4 * w)),
            _right2 = V.Load(tile + (5 * w)),
            _left3 = V.Load(tile + (6 * w)),
            _right3 = V.Load(tile + (7 * w)),
        };
    }

    /// <summary>Adds four numbers, <paramref name="row"/> apart, times the row of x that is <paramref name="at"/> further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(float* a, nint row, float* x, nint at)
    {
        V left = V.Load(x + at), right = V.Load(x + at + V.Width);
        var factor = V.Fill(*a);
        _left0 = V.MultiplyAdd(factor, left, _left0);
        _right0 = V.MultiplyAdd(factor, right, _right0);
        factor = V.Fill(a[row]);
        _left1 = V.MultiplyAdd(factor, left, _left1);
        _right1 = V.MultiplyAdd(factor, right, _right1);
        factor = V.Fill(a[2 * row]);
        _left2 = V.MultiplyAdd(factor, left, _left2);
        _right2 = V.MultiplyAdd(factor, right, _right2);
        factor = V.Fill(a[3 * row]);
        _left3 = V.MultiplyAdd(factor, left, _left3);
        _right3 = V.MultiplyAdd(factor, right, _right3);
    }

    /// <summary>Writes them to a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* tile)
    {
        var w = V.Width;
        _left0.Store(tile);
        _right0.Store(tile + w);
        _left1.Store(tile + (2 * w));
        _right1.Store(tile + (3 * w));
        _left2.Store(tile + (4 * w));
        _right2.Store(tile + (5 * w));
        _left3.Store(tile + (6 * w));
        _right3.Store(tile + (7 * w));
    }
}
