using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// y = softmax(q·kᵀ/√d)·v, then log₂ Σ exp of each query's scores, all in one row of numbers, the pattern never stored. With dS = P·(dy·vᵀ − Σ dy·y),
/// dq = dS·k/√d, dk = dSᵀ·q/√d, dv = Pᵀ·dy; log₂ Σ exp is for gradients only and has none.
/// </summary>
internal sealed class Attention(AttentionShape shape, bool causal) : Op
{
    public (AttentionShape Shape, bool Causal) Sizes => (shape, causal);

    // Scores and sums, and of each score an exponential and its total.
    internal override double Flops(Tensor result) => shape.Pairs(causal) * ((4.0 * shape.Width) + 2);

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        new AttentionForward(shape, causal, call[0], call[1], call[2], call.Output, call.Output + shape.Numbers).Run(cpu.Workers);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        Shape heads = [shape.Batch, shape.Positions, shape.Heads, shape.Width];
        var dy = SliceSyntax.OfGradient(gradient, 0, shape.Numbers)!;
        var means = (dy * result.Slice(0, 0, shape.Numbers)).Reshape(heads).SumLast();   // [batch, position, head]
        var normalisers = result.Slice(0, shape.Numbers, shape.Statistics);
        Tensor[] inputs = [.. result.Inputs, dy, means, normalisers];
        var (keys, length) = (result.Inputs[1].Shape, (int)result.Inputs[1].Shape.Count);
        var all = result.Graph.Append(new AttentionGradient(shape, causal), [shape.Numbers + (2 * length)], inputs);
        return
        [
            all.Slice(0, 0, shape.Numbers).Reshape(heads),
            all.Slice(0, shape.Numbers, length).Reshape(keys),
            all.Slice(0, shape.Numbers + length, length).Reshape(keys),
        ];
    }
}

/// <summary>dq, dk and dv of <see cref="Attention"/> in one row of numbers, from q, k, v, dy, Σ dy·y and log₂ Σ exp.</summary>
internal sealed class AttentionGradient(AttentionShape shape, bool causal) : Op
{
    public (AttentionShape Shape, bool Causal) Sizes => (shape, causal);

    internal override double Flops(Tensor result) => shape.Pairs(causal) * ((10.0 * shape.Width) + 4);

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        var keys = shape.Numbers / shape.PerGroup;
        var dk = call.Output + shape.Numbers;
        new AttentionBackward(shape, causal)
        {
            Queries = call[0],
            Keys = call[1],
            Values = call[2],
            Dy = call[3],
            Means = call[4],
            Normalisers = call[5],
            Dq = call.Output,
            Dk = dk,
            Dv = dk + keys,
        }.Run(cpu.Workers);
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
        var shape = AttentionShape.Of(query, key);
        var scores = query.Graph.Append(new AttentionScores(shape), [shape.Batch, shape.Heads, shape.Positions, shape.Positions],
            query * shape.Scale, key);
        return scores.Softmax(causal);
    }

    /// <summary>softmax(q·kᵀ/√d)·v for heads in [batch, position, head, d]; neighbouring query heads share a key/value head.</summary>
    /// <exception cref="ShapeException">When the three do not fit.</exception>
    public static Tensor Attention(this Tensor query, Tensor key, Tensor value, bool causal)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        var shape = AttentionShape.Of(query, key);
        if (value.Shape != key.Shape)
            throw new ShapeException($"Attention: keys {key.Shape} and values {value.Shape} differ.");
        if (shape.Width > AttentionShape.WidestInTiles)
            return Composed(query, key, value, causal);
        return query.Graph.Append(new Attention(shape, causal), [shape.Numbers + shape.Statistics], query, key, value).Slice(0, 0, shape.Numbers).Reshape(query.Shape);
    }

    /// <summary>Values [batch, position, kv head, d] weighted by a pattern [batch, head, query, key]: [batch, position, head, d].</summary>
    /// <exception cref="ShapeException">When the two do not fit.</exception>
    public static Tensor AttentionMix(this Tensor pattern, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(value);
        var (p, v) = (pattern.Shape, value.Shape);
        if (p.Rank != 4 || v.Rank != 4 || p[0] != v[0] || p[2] != v[1] || p[3] != v[1] || p[1] % v[2] != 0)
            throw new ShapeException($"Attention: pattern {p} and values {v} do not fit as [batch, head, query, key] and [batch, position, kv head, d].");
        var shape = new AttentionShape(v[0], v[1], p[1], v[2], v[3]);
        return pattern.Graph.Append(new AttentionMix(shape), [shape.Batch, shape.Positions, shape.Heads, shape.Width], pattern, value);
    }

    /// <summary>The same of plain operations.</summary>
    internal static Tensor Composed(Tensor query, Tensor key, Tensor value, bool causal) => query.AttentionPattern(key, causal).AttentionMix(value);
}
