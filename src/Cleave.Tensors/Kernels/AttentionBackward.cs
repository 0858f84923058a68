using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Gradients of y = P·v, P = softmax(q·kᵀ/√d): with dS = P·(dy·vᵀ − Σ dy·y), dq = dS·k/√d, dk = dSᵀ·q/√d and dv = Pᵀ·dy. P is made
/// once more, tile by tile, from log₂ Σ exp. Lanes are neighbouring queries for dq, and neighbouring keys for dk and dv.
/// </summary>
internal unsafe struct AttentionBackward(AttentionShape shape, bool causal) : IParts
{
    /// <summary>[batch, position, head, d].</summary>
    public float* Queries;

    /// <summary>[batch, position, kv head, d].</summary>
    public float* Keys;

    /// <summary>As k.</summary>
    public float* Values;

    /// <summary>As q.</summary>
    public float* Dy;

    /// <summary>Σ dy·y, [batch, position, head].</summary>
    public float* Means;

    /// <summary>log₂ Σ exp, [batch, position, head].</summary>
    public float* Normalisers;

    /// <summary>As q, or null when the other two are wanted.</summary>
    public float* Dq;

    /// <summary>As k.</summary>
    public float* Dk;

    /// <summary>As k.</summary>
    public float* Dv;

    private readonly int Heads => Dq is null ? shape.KvHeads : shape.Heads;

    /// <summary>Runs all parts.</summary>
    public readonly void Run(Workers workers)
    {
        var body = this;
        workers.Run(AttentionPart.Count(shape, Heads), ref body);
    }

    public readonly void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Part<V512>(AttentionPart.Of(shape, Heads, part));
        else if (Vector256.IsHardwareAccelerated)
            Part<V256>(AttentionPart.Of(shape, Heads, part));
        else
            Part<V128>(AttentionPart.Of(shape, Heads, part));
    }

    [SkipLocalsInit]
    private readonly void Part<V>(AttentionPart part)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        var memory = stackalloc float[LaneTile.Room<V>((4 * shape.Width) + (2 * AttentionPart.Block) + 2)];
        for (var first = part.From; first < part.To; first += lanes)
        {
            if (Dq is null)
                KeyTile<V>(part, first, LaneTile.Align(memory));
            else
                QueryTile<V>(part, first, LaneTile.Align(memory));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void QueryTile<V>(AttentionPart part, int first, float* memory)
        where V : unmanaged, ISimd<V>
    {
        var (d, lanes) = (shape.Width, LaneTile.Lanes<V>());
        float* queries = memory, dy = queries + (lanes * d), dq = dy + (lanes * d);                                             // [d, lane]
        float* pattern = dq + (lanes * d), slopes = pattern + (lanes * AttentionPart.Block);                                    // [block, lane]
        float* normalisers = slopes + (lanes * AttentionPart.Block), means = normalisers + lanes;                               // [lane]
        var (count, end) = (Math.Min(lanes, part.To - first), causal ? Math.Min(shape.Positions, first + lanes) : shape.Positions);
        var (at, statistic) = (shape.Query(part.Batch, first, part.Head), shape.Statistic(part.Batch, first, part.Head));
        LaneTile.Gather<V>(Queries + at, shape.QueryStride, count, d, queries);
        LaneTile.Scale<V>(queries, d, shape.BinaryScale);
        LaneTile.Gather<V>(Dy + at, shape.QueryStride, count, d, dy);
        LaneTile.Gather<V>(Normalisers + statistic, shape.Heads, count, 1, normalisers);
        LaneTile.Gather<V>(Means + statistic, shape.Heads, count, 1, means);
        for (var start = 0; start < end; start += AttentionPart.Block)
        {
            var rows = Math.Min(AttentionPart.Block, end - start);
            var key = shape.Key(part.Batch, start, part.Head / shape.PerGroup);
            LaneTile.Multiply<V>(Keys + key, shape.KeyStride, 1, queries, pattern, rows, d, adds: false);
            LaneTile.Multiply<V>(Values + key, shape.KeyStride, 1, dy, slopes, rows, d, adds: false);
            for (var half = 0; half < lanes; half += V.Width)
                QuerySlopes<V>(pattern + half, slopes + half, rows, V.Load(normalisers + half), V.Load(means + half));
            if (causal)
                AttentionPart.Hide<V>(slopes, start, rows, first, lanesAreQueries: true, 0f);
            LaneTile.Multiply<V>(Keys + key, 1, shape.KeyStride, slopes, dq, d, rows, adds: start > 0);
        }

        LaneTile.Scale<V>(dq, d, shape.Scale);
        LaneTile.Scatter<V>(dq, Dq + at, shape.QueryStride, count, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void KeyTile<V>(AttentionPart part, int first, float* memory)
        where V : unmanaged, ISimd<V>
    {
        var (d, lanes) = (shape.Width, LaneTile.Lanes<V>());
        float* keys = memory, values = keys + (lanes * d), dk = values + (lanes * d), dv = dk + (lanes * d);   // [d, lane]
        float* pattern = dv + (lanes * d), slopes = pattern + (lanes * AttentionPart.Block);                   // [block, lane]
        var count = Math.Min(lanes, part.To - first);
        var at = shape.Key(part.Batch, first, part.Head);
        LaneTile.Gather<V>(Keys + at, shape.KeyStride, count, d, keys);
        LaneTile.Scale<V>(keys, d, shape.BinaryScale);
        LaneTile.Gather<V>(Values + at, shape.KeyStride, count, d, values);
        new Span<float>(dk, 2 * lanes * d).Clear();
        for (var head = part.Head * shape.PerGroup; head < (part.Head + 1) * shape.PerGroup; head++)
        {
            for (var start = causal ? first : 0; start < shape.Positions; start += AttentionPart.Block)
            {
                var rows = Math.Min(AttentionPart.Block, shape.Positions - start);
                var (query, statistic) = (shape.Query(part.Batch, start, head), shape.Statistic(part.Batch, start, head));
                LaneTile.Multiply<V>(Queries + query, shape.QueryStride, 1, keys, pattern, rows, d, adds: false);
                LaneTile.Multiply<V>(Dy + query, shape.QueryStride, 1, values, slopes, rows, d, adds: false);
                KeySlopes<V>(pattern, slopes, rows, Normalisers + statistic, Means + statistic, shape.Heads);
                if (causal)
                {
                    AttentionPart.Hide<V>(pattern, start, rows, first, lanesAreQueries: false, 0f);
                    AttentionPart.Hide<V>(slopes, start, rows, first, lanesAreQueries: false, 0f);
                }

                LaneTile.Multiply<V>(Dy + query, 1, shape.QueryStride, pattern, dv, d, rows, adds: true);
                LaneTile.Multiply<V>(Queries + query, 1, shape.QueryStride, slopes, dk, d, rows, adds: true);
            }
        }

        LaneTile.Scale<V>(dk, d, shape.Scale);
        LaneTile.Scatter<V>(dk, Dk + at, shape.KeyStride, count, d);
        LaneTile.Scatter<V>(dv, Dv + at, shape.KeyStride, count, d);
    }

    /// <summary>Turns dP into dS = P·(dP − Σ dy·y), of scores whose lanes are queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void QuerySlopes<V>(float* scores, float* slopes, int rows, V normaliser, V mean)
        where V : unmanaged, ISimd<V>
    {
        for (var row = 0; row < rows; row++)
        {
            var at = row * LaneTile.Lanes<V>();
            (SimdMath.Exp2(V.Load(scores + at) - normaliser) * (V.Load(slopes + at) - mean)).Store(slopes + at);
        }
    }

    /// <summary>Turns scores into P and dP into dS, of scores whose rows are queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void KeySlopes<V>(float* scores, float* slopes, int rows, float* normalisers, float* means, int heads)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        for (var row = 0; row < rows; row++)
        {
            V normaliser = V.Fill(normalisers[row * heads]), mean = V.Fill(means[row * heads]);
            for (var at = row * lanes; at < (row + 1) * lanes; at += V.Width)
            {
                var pattern = SimdMath.Exp2(V.Load(scores + at) - normaliser);
                pattern.Store(scores + at);
                (pattern * (V.Load(slopes + at) - mean)).Store(slopes + at);
            }
        }
    }
}
