using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// y = softmax(q·kᵀ/√d)·v and log₂ Σ exp of each query's scores. Lanes are neighbouring queries of a head, and keys come in blocks. What
/// was summed so far shrinks whenever a larger score turns up, so that no exponential overflows.
/// </summary>
/// <param name="shape">Sizes.</param>
/// <param name="causal">Whether a query sees no later keys.</param>
/// <param name="q">[batch, position, head, d].</param>
/// <param name="k">[batch, position, kv head, d].</param>
/// <param name="v">As k.</param>
/// <param name="y">As q.</param>
/// <param name="normalisers">[batch, position, head].</param>
internal readonly unsafe struct AttentionForward(AttentionShape shape, bool causal, float* q, float* k, float* v, float* y, float* normalisers) : IParts
{
    /// <summary>Runs all parts.</summary>
    public void Run(Workers workers)
    {
        var body = this;
        workers.Run(AttentionPart.Count(shape, shape.Heads), ref body);
    }

    public void Run(int part, int worker)
    {
        if (Vector512.IsHardwareAccelerated)
            Part<V512>(AttentionPart.Of(shape, shape.Heads, part));
        else if (Vector256.IsHardwareAccelerated)
            Part<V256>(AttentionPart.Of(shape, shape.Heads, part));
        else
            Part<V128>(AttentionPart.Of(shape, shape.Heads, part));
    }

    [SkipLocalsInit]
    private void Part<V>(AttentionPart part)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        var memory = stackalloc float[LaneTile.Room<V>((2 * shape.Width) + AttentionPart.Block + 3)];
        for (var first = part.From; first < part.To; first += lanes)
            Tile<V>(part, first, LaneTile.Align(memory));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile<V>(AttentionPart part, int first, float* memory)
        where V : unmanaged, ISimd<V>
    {
        var (d, lanes) = (shape.Width, LaneTile.Lanes<V>());
        float* queries = memory, sums = queries + (lanes * d), scores = sums + (lanes * d), totals = scores + (lanes * AttentionPart.Block);   // [d, lane], [d, lane], [block, lane], [3, lane]
        var (count, end) = (Math.Min(lanes, part.To - first), causal ? Math.Min(shape.Positions, first + lanes) : shape.Positions);
        var at = shape.Query(part.Batch, first, part.Head);
        LaneTile.Gather<V>(q + at, shape.QueryStride, count, d, queries);
        LaneTile.Scale<V>(queries, d, shape.BinaryScale);
        new Span<float>(sums, lanes * d).Clear();
        new Span<float>(totals, lanes).Fill(float.NegativeInfinity);
        new Span<float>(totals + lanes, lanes).Clear();
        for (var start = 0; start < end; start += AttentionPart.Block)
        {
            var rows = Math.Min(AttentionPart.Block, end - start);
            var key = shape.Key(part.Batch, start, part.Head / shape.PerGroup);
            LaneTile.Multiply<V>(k + key, shape.KeyStride, 1, queries, scores, rows, d, adds: false);
            if (causal)
                AttentionPart.Hide<V>(scores, start, rows, first, lanesAreQueries: true, float.NegativeInfinity);
            for (var half = 0; half < lanes; half += V.Width)
                Weigh<V>(scores + half, rows, totals + half, sums + half, d);
            if (causal)
                AttentionPart.Hide<V>(scores, start, rows, first, lanesAreQueries: true, 0f);
            LaneTile.Multiply<V>(v + key, 1, shape.KeyStride, scores, sums, d, rows, adds: true);
        }

        for (var half = 0; half < lanes; half += V.Width)
            Finish<V>(totals + half, sums + half, d);
        LaneTile.Scatter<V>(sums, y + at, shape.QueryStride, count, d);
        LaneTile.Scatter<V>(totals + (2 * lanes), normalisers + shape.Statistic(part.Batch, first, part.Head), shape.Heads, count, 1);
    }

    /// <summary>Turns scores into powers of two from the largest so far on down, and adds them up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh<V>(float* scores, int rows, float* totals, float* sums, int d)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        V before = V.Load(totals), largest = before;
        for (var row = 0; row < rows; row++)
            largest = V.AtLeast(largest, V.Load(scores + (row * lanes)));
        var shrink = SimdMath.Exp2(before - largest);
        var sum = shrink * V.Load(totals + lanes);
        for (var c = 0; c < d; c++)
            (shrink * V.Load(sums + (c * lanes))).Store(sums + (c * lanes));
        for (var row = 0; row < rows; row++)
        {
            var weight = SimdMath.Exp2(V.Load(scores + (row * lanes)) - largest);
            weight.Store(scores + (row * lanes));
            sum += weight;
        }

        largest.Store(totals);
        sum.Store(totals + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<V>(float* totals, float* sums, int d)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        V sum = V.Load(totals + lanes), share = V.Fill(1f) / sum;
        for (var c = 0; c < d; c++)
            (share * V.Load(sums + (c * lanes))).Store(sums + (c * lanes));
        (V.Load(totals) + SimdMath.Log2(sum)).Store(totals + (2 * lanes));
    }
}
