using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>A function of two arrays under numpy's broadcasting rules. Made once; running allocates nothing.</summary>
internal sealed unsafe class BroadcastPlan2
{
    private readonly BroadcastDims _dims;
    private readonly BroadcastParts _parts;

    /// <summary>Plans for a result and operands of these dimensions.</summary>
    /// <exception cref="ArgumentException">When an operand does not broadcast to the result.</exception>
    public BroadcastPlan2(ReadOnlySpan<int> outDims, ReadOnlySpan<int> xDims, ReadOnlySpan<int> yDims)
    {
        _dims = new BroadcastDims(outDims, xDims.ToArray(), yDims.ToArray());
        _parts = new BroadcastParts(_dims);
    }

    /// <summary>result = op(x, y). The result may be an operand that is not broadcast.</summary>
    public void Run<TOp>(Workers w, TOp op, float* x, float* y, float* result)
        where TOp : struct, IBinary
    {
        var body = new Body<TOp> { Op = op, X = x, Y = y, Result = result, Dims = _dims, Parts = _parts };
        w.Run(_parts.Count, ref body);
    }

    private struct Body<TOp> : IParts
        where TOp : struct, IBinary
    {
        public TOp Op;
        public float* X;
        public float* Y;
        public float* Result;
        public BroadcastDims Dims;
        public BroadcastParts Parts;

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
                    StrideResult = Dims.Inner,
                };
                var x = X + Dims.Offset(0, row) + (Dims.InnerMoves[0] ? column : 0);
                var y = Y + Dims.Offset(1, row) + (Dims.InnerMoves[1] ? column : 0);
                Choose<V>(block, x, y, Result + (row * Dims.Inner) + column);
                row += block.Rows;
            }
        }

        private readonly void Choose<V>(in RowBlock block, float* x, float* y, float* z)
            where V : unmanaged, ISimd<V>
        {
            if (Dims.InnerMoves[0])
                Choose<Along, V>(block, x, y, z);
            else
                Choose<Held, V>(block, x, y, z);
        }

        private readonly void Choose<TX, V>(in RowBlock block, float* x, float* y, float* z)
            where TX : struct, IOperand
            where V : unmanaged, ISimd<V>
        {
            if (Dims.InnerMoves[1])
                RowLoop.Zip<TOp, TX, Along, V>(Op, block, x, y, z);
            else
                RowLoop.Zip<TOp, TX, Held, V>(Op, block, x, y, z);
        }
    }
}
