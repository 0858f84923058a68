using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>The largest element of every column of a row-major [rows, columns] array.</summary>
internal unsafe struct ColumnMaxima : IParts
{
    private const int Stripe = 256;

    private float* _x;
    private float* _y;
    private long _rows;
    private long _columns;

    /// <summary>y[c] = maxᵣ x[r, c]; NaN when any is. There must be a row.</summary>
    public static void Run(Workers w, float* x, float* y, long rows, long columns)
    {
        var body = new ColumnMaxima { _x = x, _y = y, _rows = rows, _columns = columns };
        w.Run(checked((int)((columns + Stripe - 1) / Stripe)), ref body);
    }

    /// <inheritdoc/>
    public readonly void Run(int part, int worker)
    {
        var from = (long)part * Stripe;
        var length = Math.Min(Stripe, _columns - from);
        new Span<float>(_x + from, (int)length).CopyTo(new Span<float>(_y + from, (int)length));
        var block = new RowBlock { Rows = _rows - 1, Length = length, StrideX = _columns };
        var second = _x + _columns + from;
        var result = _y + from;
        if (Vector512.IsHardwareAccelerated)
            RowLoop.Zip<Larger, Along, Along, V512>(default, block, second, result, result);
        else if (Vector256.IsHardwareAccelerated)
            RowLoop.Zip<Larger, Along, Along, V256>(default, block, second, result, result);
        else
            RowLoop.Zip<Larger, Along, Along, V128>(default, block, second, result, result);
    }

    private readonly struct Larger : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => V.Max(x, y);
    }
}
