using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// y = softmax of each innermost row, where row i of a causal square sees only its first i + 1 entries (the rest are 0);
/// dx = y·(dy − Σ y·dy).
/// </summary>
internal sealed class Softmax(long rows, int length, bool causal) : Op
{
    public bool Causal => causal;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (causal)
            AttentionKernels.CausalSoftmax(cpu.Workers, call[0], call.Output, rows, length);
        else
            RowKernels.Softmax(cpu.Workers, call[0], call.Output, rows, length);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new SoftmaxGradient(rows, length), result.Shape, result, gradient)];
}

/// <summary>dx = y·(dy − Σ y·dy) for each row of (y, dy).</summary>
internal sealed class SoftmaxGradient(long rows, int length) : Op
{
    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.SoftmaxBackward(cpu.Workers, call[0], call[1], call.Output, rows, length);
}

/// <summary>y = ln softmax of each innermost row; dx = dy − eʸ·Σ dy.</summary>
internal sealed class LogSoftmax(long rows, int length) : Op
{
    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.LogSoftmax(cpu.Workers, call[0], call.Output, rows, length);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new LogSoftmaxGradient(rows, length), result.Shape, result, gradient)];
}

/// <summary>dx = dy − eʸ·Σ dy for each row of (y, dy).</summary>
internal sealed class LogSoftmaxGradient(long rows, int length) : Op
{
    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.LogSoftmaxBackward(cpu.Workers, call[0], call[1], call.Output, rows, length);
}

/// <summary>Softmax and its logarithm.</summary>
public static class SoftmaxSyntax
{
    /// <summary>Softmax over the innermost axis; a causal one takes squares [.., n, n] and row i sees entries 0..i.</summary>
    /// <exception cref="ShapeException">When a causal softmax is not given squares.</exception>
    public static Tensor Softmax(this Tensor x, bool causal = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (causal && (x.Shape.Rank < 2 || x.Shape[^1] != x.Shape[^2]))
            throw new ShapeException($"Softmax: causal rows need squares [.., n, n], not {x.Shape}.");
        return x.Graph.Append(new Softmax(x.Shape.WithoutLast().Count, x.Shape.Last, causal), x.Shape, x);
    }

    /// <summary>The logarithm of softmax over the innermost axis.</summary>
    public static Tensor LogSoftmax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new LogSoftmax(x.Shape.WithoutLast().Count, x.Shape.Last), x.Shape, x);
    }
}
