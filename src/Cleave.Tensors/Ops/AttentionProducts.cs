using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>S[b,h,i,j] = Σ_d x[b,i,h,d]·y[b,j,g(h),d]; dx = mix(dS, y), dy = mixᵀ(dS, x).</summary>
internal sealed class AttentionScores(AttentionShape shape) : Op
{
    public AttentionShape Sizes => shape;

    internal override double Flops(Tensor result) => shape.Flops;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => AttentionKernels.Scores(cpu, shape, call[0], call[1], call.Output);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (x, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? result.Graph.Append(new AttentionMix(shape), x.Shape, gradient, y) : null,
            wanted[1] ? result.Graph.Append(new AttentionMixTransposed(shape), y.Shape, gradient, x) : null,
        ];
    }
}

/// <summary>O[b,i,h,d] = Σ_j P[b,h,i,j]·y[b,j,g(h),d]; dP = scores(dO, y), dy = mixᵀ(P, dO).</summary>
internal sealed class AttentionMix(AttentionShape shape) : Op
{
    public AttentionShape Sizes => shape;

    internal override double Flops(Tensor result) => shape.Flops;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => AttentionKernels.Mix(cpu, shape, call[0], call[1], call.Output);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (p, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? result.Graph.Append(new AttentionScores(shape), p.Shape, gradient, y) : null,
            wanted[1] ? result.Graph.Append(new AttentionMixTransposed(shape), y.Shape, p, gradient) : null,
        ];
    }
}

/// <summary>R[b,j,g,d] = Σ_{h in g} Σ_i P[b,h,i,j]·x[b,i,h,d]: the transpose of <see cref="AttentionMix"/>.</summary>
internal sealed class AttentionMixTransposed(AttentionShape shape) : Op
{
    public AttentionShape Sizes => shape;

    internal override double Flops(Tensor result) => shape.Flops;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        AttentionKernels.MixTransposed(cpu, shape, call[0], call[1], call.Output);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (p, x) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? result.Graph.Append(new AttentionScores(shape), p.Shape, x, gradient) : null,
            wanted[1] ? result.Graph.Append(new AttentionMix(shape), x.Shape, p, gradient) : null,
        ];
    }
}
