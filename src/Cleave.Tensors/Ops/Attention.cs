using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>Sizes of an attention product: queries have Heads heads, keys and values KvHeads, each serving a group of neighbours.</summary>
internal readonly record struct AttentionShape(int Batch, int Positions, int Heads, int KvHeads, int Width)
{
    /// <summary>Of a product of all queries with all keys, what a causal pattern leaves out included: it is computed.</summary>
    public double Flops => 2.0 * Batch * Heads * Positions * Positions * Width;
}

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

/// <summary>Scaled dot-product attention.</summary>
public static class AttentionSyntax
{
    /// <summary>The attention pattern [batch, head, query, key] of queries [batch, position, head, d] and keys [batch, position, kv head, d].</summary>
    public static Tensor AttentionPattern(this Tensor query, Tensor key, bool causal)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        var shape = Check(query, key);
        var scores = query.Graph.Append(new AttentionScores(shape), [shape.Batch, shape.Heads, shape.Positions, shape.Positions],
            query * (1f / MathF.Sqrt(shape.Width)), key);
        return scores.Softmax(causal);
    }

    /// <summary>softmax(q·kᵀ/√d)·v for heads in [batch, position, head, d]; neighbouring query heads share a key/value head.</summary>
    /// <exception cref="ShapeException">When the three do not fit.</exception>
    public static Tensor Attention(this Tensor query, Tensor key, Tensor value, bool causal)
    {
        ArgumentNullException.ThrowIfNull(value);
        var pattern = query.AttentionPattern(key, causal);
        if (value.Shape != key.Shape)
            throw new ShapeException($"Attention: keys {key.Shape} and values {value.Shape} differ.");
        return query.Graph.Append(new AttentionMix(Check(query, key)), query.Shape, pattern, value);
    }

    private static AttentionShape Check(Tensor query, Tensor key)
    {
        var (q, k) = (query.Shape, key.Shape);
        return q.Rank == 4 && k.Rank == 4 && q[0] == k[0] && q[1] == k[1] && q[3] == k[3] && k[2] > 0 && q[2] % k[2] == 0
            ? new AttentionShape(q[0], q[1], q[2], k[2], q[3])
            : throw new ShapeException($"Attention: queries {q} and keys {k} do not fit as [batch, position, head, d].");
    }
}
