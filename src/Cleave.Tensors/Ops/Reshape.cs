namespace Cleave.Tensors.Ops;

/// <summary>The same numbers in the same order under another shape; costs nothing.</summary>
internal sealed class Reshape : Op
{
    internal override int SharesMemoryOf => 0;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => throw new InvalidOperationException("Shares its operand's memory.");

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [gradient.Reshape(result.Inputs[0].Shape)];
}

/// <summary>Changing shapes without moving numbers.</summary>
public static class ReshapeSyntax
{
    /// <summary>The same numbers under another shape.</summary>
    /// <exception cref="ShapeException">When the number of elements differs.</exception>
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (shape == x.Shape)
            return x;
        return x.Shape.Count == shape.Count
            ? x.Graph.Append(new Reshape(), shape, x)
            : throw new ShapeException($"Reshape: {x.Shape} has {x.Shape.Count} elements, {shape} has {shape.Count}.");
    }

    /// <summary>All leading axes joined into one: [.., n] becomes [rows, n].</summary>
    public static Tensor Rows(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Reshape([x.Shape.Rank == 0 ? 1 : checked((int)x.Shape.WithoutLast().Count), x.Shape.Last]);
    }
}
