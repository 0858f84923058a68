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

    // Some lanes of the wide side from one on, as many as three registers hold. Returns how many.
    private int Block<V>(int first, int rows, int from, float* to)
        where V : unmanaged, ISimd<V>
    {
        var lanes = Math.Min(3 * V.Width, Wide - from);
        var start = Math.Min(from, Wide - V.Width);   // registers end where the row does at the latest and share lanes with those before
        var last = from + lanes - V.Width - start;
        if (lanes > 2 * V.Width)
            Block<V, Three>(first, rows, start, last, to);
        else
            Block<V, Two>(first, rows, start, last, to);
        return lanes;
    }

    private void Block<V, TRegisters>(int first, int rows, int start, int last, float* to)
        where V : unmanaged, ISimd<V>
        where TRegisters : struct, IRegisters
    {
        var (strideWide, strideNarrow) = IsWideA ? (shape.Lda, shape.Ldb) : (shape.Ldb, shape.Lda);
        var wide = (IsWideA ? a : b) + ((nint)first * strideWide) + start;
        var narrow = (IsWideA ? b : a) + ((nint)first * strideNarrow);
        var sums = stackalloc float[4 * 3 * V.Width];
        for (var column = 0; column < Narrow;)
        {
            var columns = Narrow - column >= 4 ? 4 : Narrow - column >= 2 ? 2 : 1;
            if (columns == 4)
                FourColumns<V, TRegisters>(wide, strideWide, last, narrow + column, strideNarrow, rows, sums);
            else if (columns == 2)
                TwoColumns<V, TRegisters>(wide, strideWide, last, narrow + column, strideNarrow, rows, sums);
            else
                OneColumn<V, TRegisters>(wide, strideWide, last, narrow + column, strideNarrow, rows, sums);
            for (var i = 0; i < columns; i++)
                Put<V>(sums + (i * 3 * V.Width), start, last, column + i, to);
            column += columns;
        }
    }

    private void Put<V>(float* sums, int start, int last, int column, float* to)
        where V : unmanaged, ISimd<V>
    {
        for (var lane = 0; lane < last + V.Width; lane++)
        {
            var sum = lane < last ? sums[lane] : sums[(2 * V.Width) + lane - last];
            var i = start + lane;
            to[IsWideA ? (i * shape.N) + column : (column * shape.N) + i] = sum;
        }
    }

    // Each leaves the sums of a column's first registers, one after the other, and those of its last one in the third place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourColumns<V, TRegisters>(float* x, nint stride, nint last, float* y, nint strideY, int rows, float* sums)
        where V : unmanaged, ISimd<V>
        where TRegisters : struct, IRegisters
    {
        V a0 = V.Fill(0f), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0, c0 = a0, c1 = a0, c2 = a0, d0 = a0, d1 = a0, d2 = a0;
        for (; rows > 0; rows--, x += stride, y += strideY)
        {
            // One factor after the other: with eight lanes all registers there are hold sums and the row.
            V left = V.Load(x), middle = TRegisters.Count == 3 ? V.Load(x + V.Width) : left, right = V.Load(x + last);
            Add<V, TRegisters>(V.Fill(y[0]), left, middle, right, ref a0, ref a1, ref a2);
            Add<V, TRegisters>(V.Fill(y[1]), left, middle, right, ref b0, ref b1, ref b2);
            Add<V, TRegisters>(V.Fill(y[2]), left, middle, right, ref c0, ref c1, ref c2);
            Add<V, TRegisters>(V.Fill(y[3]), left, middle, right, ref d0, ref d1, ref d2);
        }

        Put(a0, a1, a2, sums);
        Put(b0, b1, b2, sums + (3 * V.Width));
        Put(c0, c1, c2, sums + (6 * V.Width));
        Put(d0, d1, d2, sums + (9 * V.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoColumns<V, TRegisters>(float* x, nint stride, nint last, float* y, nint strideY, int rows, float* sums)
        where V : unmanaged, ISimd<V>
        where TRegisters : struct, IRegisters
    {
        V a0 = V.Fill(0f), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
        for (; rows > 0; rows--, x += stride, y += strideY)
        {
            V left = V.Load(x), middle = TRegisters.Count == 3 ? V.Load(x + V.Width) : left, right = V.Load(x + last);
            Add<V, TRegisters>(V.Fill(y[0]), left, middle, right, ref a0, ref a1, ref a2);
            Add<V, TRegisters>(V.Fill(y[1]), left, middle, right, ref b0, ref b1, ref b2);
        }

        Put(a0, a1, a2, sums);
        Put(b0, b1, b2, sums + (3 * V.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneColumn<V, TRegisters>(float* x, nint stride, nint last, float* y, nint strideY, int rows, float* sums)
        where V : unmanaged, ISimd<V>
        where TRegisters : struct, IRegisters
    {
        V a0 = V.Fill(0f), a1 = a0, a2 = a0;
        for (; rows > 0; rows--, x += stride, y += strideY)
        {
            V left = V.Load(x), middle = TRegisters.Count == 3 ? V.Load(x + V.Width) : left, right = V.Load(x + last);
            Add<V, TRegisters>(V.Fill(y[0]), left, middle, right, ref a0, ref a1, ref a2);
        }

        Put(a0, a1, a2, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, TRegisters>(V factor, V left, V middle, V right, ref V ofLeft, ref V ofMiddle, ref V ofRight)
        where V : unmanaged, ISimd<V>
        where TRegisters : struct, IRegisters
    {
        ofLeft = V.MultiplyAdd(factor, left, ofLeft);
        if (TRegisters.Count == 3)
            ofMiddle = V.MultiplyAdd(factor, middle, ofMiddle);
        ofRight = V.MultiplyAdd(factor, right, ofRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(V left, V middle, V right, float* sums)
        where V : unmanaged, ISimd<V>
    {
        left.Store(sums);
        middle.Store(sums + V.Width);
        right.Store(sums + (2 * V.Width));
    }

    private interface IRegisters
    {
        static abstract int Count { get; }
    }

    private readonly struct Two : IRegisters
    {
        public static int Count => 2;
    }

    private readonly struct Three : IRegisters
    {
        public static int Count => 3;
    }
}
