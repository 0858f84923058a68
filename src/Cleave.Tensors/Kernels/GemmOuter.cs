using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Products Aᵀ·B of many rows whose result is a few columns wide or high, as gradients of small weights are: sums over rows of outer products. The sums stay in registers
/// while rows are read as they lie; packing them would take several times as long. Each block of rows, of which there are as many as in <see cref="GemmPlan"/>, has sums of its
/// own, made in the order of its rows, so that bits are those of other products.
/// </summary>
internal readonly unsafe struct GemmOuter(GemmShape shape, float* a, float* b, float* partials) : IParts
{
    private const int FewestRows = 256;
    private const int MostNarrow = 8;
    private const int MostWide = 32;

    /// <summary>How many blocks of rows there are, each of which leaves a matrix of its own.</summary>
    public int Count => (shape.K + GemmPlan.MaxBlockK - 1) / GemmPlan.MaxBlockK;

    private int BlockRows => (shape.K + Count - 1) / Count;

    private bool IsWideA => shape.M >= shape.N;

    private int Wide => Math.Max(shape.M, shape.N);

    private int Narrow => Math.Min(shape.M, shape.N);

    /// <summary>Whether a product is one of these.</summary>
    public static bool Fits(in GemmShape shape, int width) =>
        shape is { TransA: true, TransB: false, Alpha: 1f, K: >= FewestRows } && width >= 8
        && Math.Min(shape.M, shape.N) <= MostNarrow && Math.Max(shape.M, shape.N) is >= 4 and var wide && wide <= MostWide;

    public void Run(int part, int worker)
    {
        var (first, rows) = (part * BlockRows, Math.Min(BlockRows, shape.K - (part * BlockRows)));
        var to = partials + ((nint)part * shape.M * shape.N);
        for (var from = 0; from < Wide;)
        {
            var left = Wide - from;
            if (Vector512.IsHardwareAccelerated && left >= V512.Width)
                from += Block<V512>(first, rows, from, to);
            else if (Vector256.IsHardwareAccelerated && left > V128.Width && Wide >= V256.Width)
                from += Block<V256>(first, rows, from, to);
            else
                from += Block<V128>(first, rows, from, to);
        }
    }

    // Some lanes of the wide side from one on, as many as two registers hold. Returns how many.
    private int Block<V>(int first, int rows, int from, float* to)
        where V : unmanaged, ISimd<V>
    {
        var lanes = Math.Min(2 * V.Width, Wide - from);
        var start = Math.Min(from, Wide - V.Width);   // registers end where the row does at the latest and share lanes with those before
        var second = Math.Max(start, from + lanes - V.Width) - start;
        var (strideWide, strideNarrow) = IsWideA ? (shape.Lda, shape.Ldb) : (shape.Ldb, shape.Lda);
        var wide = (IsWideA ? a : b) + ((nint)first * strideWide) + start;
        var narrow = (IsWideA ? b : a) + ((nint)first * strideNarrow);
        var sums = stackalloc float[4 * 2 * V.Width];
        for (var column = 0; column < Narrow;)
        {
            var columns = Narrow - column >= 4 ? 4 : Narrow - column >= 2 ? 2 : 1;
            if (columns == 4)
                Four<V>(wide, strideWide, second, narrow + column, strideNarrow, rows, sums);
            else if (columns == 2)
                Two<V>(wide, strideWide, second, narrow + column, strideNarrow, rows, sums);
            else
                One<V>(wide, strideWide, second, narrow + column, strideNarrow, rows, sums);
            for (var i = 0; i < columns; i++)
                Put<V>(sums + (i * 2 * V.Width), start, second, from + lanes, column + i, to);
            column += columns;
        }

        return lanes;
    }

    private void Put<V>(float* sums, int start, int second, int end, int column, float* to)
        where V : unmanaged, ISimd<V>
    {
        for (var i = start; i < end; i++)
        {
            var lane = i - start;
            var sum = lane < V.Width ? sums[lane] : sums[V.Width + lane - second];
            to[IsWideA ? (i * shape.N) + column : (column * shape.N) + i] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<V>(float* x, nint stride, nint second, float* y, nint strideY, int rows, float* sums)
        where V : unmanaged, ISimd<V>
    {
        V a0 = V.Fill(0f), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        for (; rows > 0; rows--, x += stride, y += strideY)
        {
            V left = V.Load(x), right = V.Load(x + second);
            V a = V.Fill(y[0]), b = V.Fill(y[1]), c = V.Fill(y[2]), d = V.Fill(y[3]);
            a0 = V.MultiplyAdd(a, left, a0);
            a1 = V.MultiplyAdd(a, right, a1);
            b0 = V.MultiplyAdd(b, left, b0);
            b1 = V.MultiplyAdd(b, right, b1);
            c0 = V.MultiplyAdd(c, left, c0);
            c1 = V.MultiplyAdd(c, right, c1);
            d0 = V.MultiplyAdd(d, left, d0);
            d1 = V.MultiplyAdd(d, right, d1);
        }

        a0.Store(sums);
        a1.Store(sums + V.Width);
        b0.Store(sums + (2 * V.Width));
        b1.Store(sums + (3 * V.Width));
        c0.Store(sums + (4 * V.Width));
        c1.Store(sums + (5 * V.Width));
        d0.Store(sums + (6 * V.Width));
        d1.Store(sums + (7 * V.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two<V>(float* x, nint stride, nint second, float* y, nint strideY, int rows, float* sums)
        where V : unmanaged, ISimd<V>
    {
        V a0 = V.Fill(0f), a1 = a0, b0 = a0, b1 = a0;
        for (; rows > 0; rows--, x += stride, y += strideY)
        {
            V left = V.Load(x), right = V.Load(x + second), a = V.Fill(y[0]), b = V.Fill(y[1]);
            a0 = V.MultiplyAdd(a, left, a0);
            a1 = V.MultiplyAdd(a, right, a1);
            b0 = V.MultiplyAdd(b, left, b0);
            b1 = V.MultiplyAdd(b, right, b1);
        }

        a0.Store(sums);
        a1.Store(sums + V.Width);
        b0.Store(sums + (2 * V.Width));
        b1.Store(sums + (3 * V.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V>(float* x, nint stride, nint second, float* y, nint strideY, int rows, float* sums)
        where V : unmanaged, ISimd<V>
    {
        V left = V.Fill(0f), right = left;
        for (; rows > 0; rows--, x += stride, y += strideY)
        {
            var factor = V.Fill(*y);
            left = V.MultiplyAdd(factor, V.Load(x), left);
            right = V.MultiplyAdd(factor, V.Load(x + second), right);
        }

        left.Store(sums);
        right.Store(sums + V.Width);
    }
}
