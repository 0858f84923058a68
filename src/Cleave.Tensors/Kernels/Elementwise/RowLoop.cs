using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>How a loop along a row reads one operand.</summary>
internal unsafe interface IOperand
{
    static abstract V At<V>(float* row, long i)
        where V : unmanaged, ISimd<V>;
}

/// <summary>An operand that moves with the row.</summary>
internal readonly unsafe struct Along : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At<V>(float* row, long i)
        where V : unmanaged, ISimd<V> => V.Load(row + i);
}

/// <summary>An operand that is one number for the whole row.</summary>
internal readonly unsafe struct Held : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At<V>(float* row, long i)
        where V : unmanaged, ISimd<V> => V.Fill(*row);
}

/// <summary>No operand.</summary>
internal readonly unsafe struct None : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V At<V>(float* row, long i)
        where V : unmanaged, ISimd<V> => default;
}

/// <summary>Some rows at constant distances, all of one length.</summary>
internal struct RowBlock
{
    public long Rows;
    public long Length;
    public long StrideX;
    public long StrideY;
    public long StrideU;
    public long StrideResult;

    /// <summary>One row.</summary>
    public static RowBlock One(long length) => new() { Rows = 1, Length = length };
}

/// <summary>Loops along rows on one thread: whole registers, then single lanes.</summary>
internal static unsafe class RowLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TOp, V>(TOp op, float* x, float* y, long n)
        where TOp : struct, IUnary
        where V : unmanaged, ISimd<V>
    {
        long i = 0;
        for (; i <= n - V.Width; i += V.Width)
            op.Invoke(V.Load(x + i)).Store(y + i);
        for (; i < n; i++)
            op.Invoke(V1.Load(x + i)).Store(y + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zip<TOp, TX, TY, V>(TOp op, in RowBlock block, float* x, float* y, float* z)
        where TOp : struct, IBinary
        where TX : struct, IOperand
        where TY : struct, IOperand
        where V : unmanaged, ISimd<V>
    {
        var n = block.Length;
        for (var row = block.Rows; row > 0; row--)
        {
            long i = 0;
            for (; i <= n - V.Width; i += V.Width)
                op.Invoke(TX.At<V>(x, i), TY.At<V>(y, i)).Store(z + i);
            for (; i < n; i++)
                op.Invoke(TX.At<V1>(x, i), TY.At<V1>(y, i)).Store(z + i);
            x += block.StrideX;
            y += block.StrideY;
            z += block.StrideResult;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zip<TOp, TX, TY, TU, V>(TOp op, in RowBlock block, float* x, float* y, float* u, float* z)
        where TOp : struct, ITernary
        where TX : struct, IOperand
        where TY : struct, IOperand
        where TU : struct, IOperand
        where V : unmanaged, ISimd<V>
    {
        var n = block.Length;
        for (var row = block.Rows; row > 0; row--)
        {
            long i = 0;
            for (; i <= n - V.Width; i += V.Width)
                op.Invoke(TX.At<V>(x, i), TY.At<V>(y, i), TU.At<V>(u, i)).Store(z + i);
            for (; i < n; i++)
                op.Invoke(TX.At<V1>(x, i), TY.At<V1>(y, i), TU.At<V1>(u, i)).Store(z + i);
            x += block.StrideX;
            y += block.StrideY;
            u += block.StrideU;
            z += block.StrideResult;
        }
    }
}
