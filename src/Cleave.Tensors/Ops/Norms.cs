using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = x / √(mean(x²) + ε) for each innermost row; dx = r·(dy − y·mean(y·dy)) with r the factor.</summary>
internal sealed class RmsNorm(long rows, int length, float epsilon) : Op
{
    public float Epsilon => epsilon;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.RmsNorm(cpu.Workers, call[0], call.Output, rows, length, epsilon);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new RmsNormGradient(rows, length, epsilon), result.Shape, result.Inputs[0], gradient)];
}

/// <summary>The gradient of <see cref="RmsNorm"/> from (x, dy).</summary>
internal sealed class RmsNormGradient(long rows, int length, float epsilon) : Op
{
    public float Epsilon => epsilon;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.RmsNormBackward(cpu.Workers, call[0], call[1], call.Output, rows, length, epsilon);
}

/// <summary>y = (x − mean) / √(variance + ε) for each innermost row; dx = r·(dy − mean(dy) − y·mean(y·dy)).</summary>
internal sealed class LayerNorm(long rows, int length, float epsilon) : Op
{
    public float Epsilon => epsilon;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.LayerNorm(cpu.Workers, call[0], call.Output, rows, length, epsilon);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new LayerNormGradient(rows, length, epsilon), result.Shape, result.Inputs[0], gradient)];
}

/// <summary>The gradient of <see cref="LayerNorm"/> from (x, dy).</summary>
internal sealed class LayerNormGradient(long rows, int length, float epsilon) : Op
{
    public float Epsilon => epsilon;

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        RowKernels.LayerNormBackward(cpu.Workers, call[0], call[1], call.Output, rows, length, epsilon);
}

/// <summary>Normalisations of rows.</summary>
public static class NormSyntax
{
    /// <summary>x / √(mean(x²) + ε) over the innermost axis, times a gain [n] when one is given.</summary>
    public static Tensor RmsNorm(this Tensor x, float epsilon, Tensor? gain = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Graph.Append(new RmsNorm(x.Shape.WithoutLast().Count, x.Shape.Last, epsilon), x.Shape, x);
        return gain is null ? y : y * gain;
    }

    /// <summary>(x − mean) / √(variance + ε) over the innermost axis, times a gain [n] plus a bias [n] when given.</summary>
    public static Tensor LayerNorm(this Tensor x, float epsilon, Tensor? gain = null, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Graph.Append(new LayerNorm(x.Shape.WithoutLast().Count, x.Shape.Last, epsilon), x.Shape, x);
        y = gain is null ? y : y * gain;
        return bias is null ? y : y + bias;
    }
}
