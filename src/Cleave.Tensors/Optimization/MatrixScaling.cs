using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Optimization;

/// <summary>Multiplies every row, or every column, of a matrix by a factor of its own, in place.</summary>
public sealed class MatrixScaling
{
    private readonly Variable _matrix;
    private readonly Variable _factors;
    private readonly BroadcastPlan _plan;

    /// <summary>Plans the products; running allocates nothing.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <param name="factors">[rows], or [columns] when <paramref name="byColumn"/>.</param>
    /// <param name="byColumn">Whether a factor belongs to a column.</param>
    /// <exception cref="ShapeException">When the matrix is none, or the factors do not fit it.</exception>
    public MatrixScaling(Variable matrix, Variable factors, bool byColumn)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(factors);
        if (matrix.Shape.Rank != 2 || factors.Shape != [matrix.Shape[byColumn ? 1 : 0]])
            throw new ShapeException($"MatrixScaling: {factors} does not fit the {(byColumn ? "columns" : "rows")} of {matrix}.");
        (_matrix, _factors) = (matrix, factors);
        _plan = new BroadcastPlan(matrix.Shape.Sizes, matrix.Shape.Sizes.ToArray(), byColumn ? factors.Shape.Sizes.ToArray() : [factors.Shape[0], 1]);
    }

    /// <summary>Multiplies by the factors as they now are.</summary>
    public unsafe void Run(CpuDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _plan.Run(device.Workers, default(Times), _matrix.Pointer, _factors.Pointer, _matrix.Pointer);
    }

    private readonly struct Times : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => x * y;
    }
}
