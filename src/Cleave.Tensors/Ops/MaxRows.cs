using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y[c] = maxᵣ x[r, c]; a statistic, no gradient passes.</summary>
internal sealed class MaxRows(long rows, int columns) : Op
{
    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => ColumnMaxima.Run(cpu.Workers, call[0], call.Output, rows, columns);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [null];
}

/// <summary>Maxima.</summary>
public static class MaxRowsSyntax
{
    /// <summary>The largest element over all axes but the innermost, [.., n] becomes [n]; no gradient passes.</summary>
    /// <exception cref="ShapeException">When there is no row, and so no largest element.</exception>
    public static Tensor MaxRows(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank == 0 || x.Shape.WithoutLast().Count == 0)
            throw new ShapeException($"MaxRows: {x.Shape} has no rows.");
        return x.Graph.Append(new MaxRows(x.Shape.WithoutLast().Count, x.Shape.Last), [x.Shape.Last], x);
    }
}
