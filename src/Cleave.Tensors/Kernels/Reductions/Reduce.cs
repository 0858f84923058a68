using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>Sums and maxima whose shards and order of addition depend on the shape alone.</summary>
internal static unsafe class Reduce
{
    private const int ShardLength = 16_384;

    /// <summary>y[o, i] = Σᵣ x[o, r, i], or that added to y.</summary>
    public static void SumMiddle(Workers w, float* x, float* y, long outer, long reduce, long inner, bool accumulate = false)
    {
        if (outer == 0 || inner == 0)
            return;
        if (inner == 1)
            SumRows(w, x, y, outer, reduce, accumulate);
        else
            SumColumns(w, x, y, new ColumnShape(outer, reduce, inner), accumulate);
    }

    /// <summary>y[o] = maxᵣ x[o, r].</summary>
    public static void MaxLast(Workers w, float* x, float* y, long outer, long reduce)
    {
        var rowsPerPart = Math.Max(1, ShardLength / Math.Max(1, reduce));
        var body = new MaxParts { X = x, Y = y, Outer = outer, Length = reduce, RowsPerPart = rowsPerPart };
        w.Run(Count(outer, rowsPerPart), ref body);
    }

    /// <summary>Σ x².</summary>
    public static double SumOfSquares(Workers w, float* x, long n)
    {
        var shards = Count(n, ShardLength);
        if (shards == 0)
            return 0;
        var sums = (double*)NativeMemory.Alloc((nuint)shards, sizeof(double));
        var body = new RowParts<Product> { X = x, Sums = sums, Rows = 1, Length = n, Shards = shards };
        w.Run(shards, ref body);
        var total = Total(sums, shards);
        NativeMemory.Free(sums);
        return total;
    }

    private static void SumRows(Workers w, float* x, float* y, long rows, long length, bool accumulate)
    {
        var body = new RowParts<First>
        {
            X = x,
            Y = y,
            Rows = rows,
            Length = length,
            Shards = Math.Max(1, Count(length, ShardLength)),
            RowsPerPart = Math.Max(1, ShardLength / Math.Max(1, length)),
            Accumulate = accumulate,
        };
        if (body.Shards == 1)
        {
            w.Run(Count(rows, body.RowsPerPart), ref body);
            return;
        }

        body.Sums = (double*)NativeMemory.Alloc((nuint)(rows * body.Shards), sizeof(double));
        w.Run(checked((int)(rows * body.Shards)), ref body);
        for (long row = 0; row < rows; row++)
            y[row] = (float)Total(body.Sums + (row * body.Shards), body.Shards) + (accumulate ? y[row] : 0f);
        NativeMemory.Free(body.Sums);
    }

    private static void SumColumns(Workers w, float* x, float* y, ColumnShape shape, bool accumulate)
    {
        var body = new ColumnParts { X = x, Y = y, Shape = shape, Accumulate = accumulate };
        if (shape.Shards == 1)
        {
            w.Run(shape.Parts, ref body);
            return;
        }

        // The partial sums form an array of the same kind with far fewer rows, summed the same way.
        var partial = (float*)NativeMemory.AlignedAlloc((nuint)(shape.Outer * shape.Shards * shape.Inner) * sizeof(float), 64);
        body.Y = partial;
        body.Accumulate = false;
        w.Run(shape.Parts, ref body);
        SumColumns(w, partial, y, new ColumnShape(shape.Outer, shape.Shards, shape.Inner), accumulate);
        NativeMemory.AlignedFree(partial);
    }

    private static int Count(long n, long each) => checked((int)((n + each - 1) / each));

    private static double Total(double* sums, long n)
    {
        double total = 0;
        for (long i = 0; i < n; i++)
            total += sums[i];
        return total;
    }

    private struct RowParts<TOp> : IParts
        where TOp : struct, IBinary
    {
        public float* X;
        public float* Y;
        public double* Sums;
        public long Rows;
        public long Length;
        public long RowsPerPart;
        public int Shards;
        public bool Accumulate;

        public readonly void Run(int part, int worker)
        {
            if (Sums != null)
            {
                var at = (long)(part % Shards) * ShardLength;
                Sums[part] = Sum(X + (part / Shards * Length) + at, Math.Min(ShardLength, Length - at));
                return;
            }

            var end = Math.Min(Rows, (part + 1) * RowsPerPart);
            for (var row = part * RowsPerPart; row < end; row++)
                Y[row] = (float)Sum(X + (row * Length), Length) + (Accumulate ? Y[row] : 0f);
        }

        private static double Sum(float* x, long n) =>
            Vector512.IsHardwareAccelerated ? RowSums.Sum<TOp, V512>(default, x, x, n)
            : Vector256.IsHardwareAccelerated ? RowSums.Sum<TOp, V256>(default, x, x, n)
            : RowSums.Sum<TOp, V128>(default, x, x, n);
    }

    private struct MaxParts : IParts
    {
        public float* X;
        public float* Y;
        public long Outer;
        public long Length;
        public long RowsPerPart;

        public readonly void Run(int part, int worker)
        {
            var end = Math.Min(Outer, (part + 1) * RowsPerPart);
            for (var row = part * RowsPerPart; row < end; row++)
            {
                var x = X + (row * Length);
                Y[row] = Vector512.IsHardwareAccelerated ? RowSums.Max<V512>(x, Length)
                    : Vector256.IsHardwareAccelerated ? RowSums.Max<V256>(x, Length)
                    : RowSums.Max<V128>(x, Length);
            }
        }
    }
}
