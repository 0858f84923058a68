using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>A function of two or three arrays under numpy's broadcasting rules. Made once; running allocates nothing.</summary>
internal sealed unsafe class BroadcastPlan
{
    private readonly BroadcastDims _dims;
    private readonly BroadcastParts _parts;

    /// <summary>Plans for a result and two or three operands of these dimensions.</summary>
    /// <exception cref="ArgumentException">When an operand does not broadcast to the result.</exception>
    public BroadcastPlan(ReadOnlySpan<int> result, params int[][] operands)
    {
        _dims = new BroadcastDims(result, operands);
        _parts = new BroadcastParts(_dims);
    }

    /// <summary>result = op(x, y). The result may be an operand that is not broadcast.</summary>
    public void Run<TOp>(Workers w, TOp op, float* x, float* y, float* result)
        where TOp : struct, IBinary => Run(w, new OfTwo<TOp>(op), x, y, null, result);

    /// <summary>result = op(x, y, u). The result may be an operand that is not broadcast.</summary>
    public void Run<TOp>(Workers w, TOp op, float* x, float* y, float* u, float* result)
        where TOp : struct, ITernary
    {
        var body = new Body<TOp> { Op = op, X = x, Y = y, U = u, Result = result, Dims = _dims, Parts = _parts };
        w.Run(_parts.Count, ref body);
    }

    // A function of three numbers that does not look at the third.
    private readonly struct OfTwo<TOp>(TOp op) : ITernary
        where TOp : struct, IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x, V y, V u)
            where V : unmanaged, ISimd<V> => op.Invoke(x, y);
    }

    private struct Body<TOp> : IParts
        where TOp : struct, ITernary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public float* U;
        public float* Result;
        public BroadcastDims Dims;
        public BroadcastParts Parts;

        private readonly bool HasThird => U != null;

        public readonly void Run(int part, int worker)
        {
            if (Vector512.IsHardwareAccelerated)
                Run<V512>(part);
            else if (Vector256.IsHardwareAccelerated)
                Run<V256>(part);
            else
                Run<V128>(part);
        }

        private readonly void Run<V>(int part)
            where V : unmanaged, ISimd<V>
        {
            Parts.Range(part, out var row, out var end, out var column, out var columns);
            while (row < end)
            {
                var block = new RowBlock
                {
                    Rows = Math.Min(end - row, Dims.Rows - (row % Dims.Rows)),
                    Length = columns,
                    StrideX = Dims.RowStrides[0],
                    StrideY = Dims.RowStrides[1],
                    StrideU = HasThird ? Dims.RowStrides[2] : 0,
                    StrideResult = Dims.Inner,
                };
                var x = X + Dims.Offset(0, row) + (Dims.InnerMoves[0] ? column : 0);
                var y = Y + Dims.Offset(1, row) + (Dims.InnerMoves[1] ? column : 0);
                var u = HasThird ? U + Dims.Offset(2, row) + (Dims.InnerMoves[2] ? column : 0) : null;
                Choose<V>(block, x, y, u, Result + (row * Dims.Inner) + column);
                row += block.Rows;
            }
        }

        private readonly void Choose<V>(in RowBlock block, float* x, float* y, float* u, float* z)
            where V : unmanaged, ISimd<V>
        {
            if (Dims.InnerMoves[0])
                Choose<Along, V>(block, x, y, u, z);
            else
                Choose<Held, V>(block, x, y, u, z);
        }

        private readonly void Choose<TX, V>(in RowBlock block, float* x, float* y, float* u, float* z)
            where TX : struct, IOperand
            where V : unmanaged, ISimd<V>
        {
            if (Dims.InnerMoves[1])
                Choose<TX, Along, V>(block, x, y, u, z);
            else
                Choose<TX, Held, V>(block, x, y, u, z);
        }

        private readonly void Choose<TX, TY, V>(in RowBlock block, float* x, float* y, float* u, float* z)
            where TX : struct, IOperand
            where TY : struct, IOperand
            where V : unmanaged, ISimd<V>
        {
            if (!HasThird)
                RowLoop.Zip<TOp, TX, TY, None, V>(Op, block, x, y, u, z);
            else if (Dims.InnerMoves[2])
                RowLoop.Zip<TOp, TX, TY, Along, V>(Op, block, x, y, u, z);
            else
                RowLoop.Zip<TOp, TX, TY, Held, V>(Op, block, x, y, u, z);
        }
    }
}
