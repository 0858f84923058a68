using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// Gradients of y = P·v, P = softmax(q·kᵀ/√d): with dS = P·(dy·vᵀ − Σ dy·y), dq = dS·k/√d, dk = dSᵀ·q/√d and dv = Pᵀ·dy. P is made
/// once more, tile by tile, from log₂ Σ exp. Lanes are neighbouring keys; a part is a head of keys with the queries that it serves, so that nobody else
/// adds to their dq.
/// </summary>
internal unsafe struct AttentionBackward(AttentionShape shape, bool causal) : IParts
{
    private const int RowsAtOnce = 8;

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

    /// <summary>As q.</summary>
    public float* Dq;

    /// <summary>As k.</summary>
    public float* Dk;

    /// <summary>As k.</summary>
    public float* Dv;

    /// <summary>Runs all parts.</summary>
    public readonly void Run(Workers workers)
    {
        var body = this;
        workers.Run(shape.Batch * shape.KvHeads, ref body);
    }

    public readonly void Run(int part, int worker)
    {
        var (batch, head) = Math.DivRem(part, shape.KvHeads);
        if (Vector512.IsHardwareAccelerated)
            Part<V512, V256>(batch, head);
        else if (Vector256.IsHardwareAccelerated)
            Part<V256, V256>(batch, head);
        else
            Part<V128, V128>(batch, head);
    }

    [SkipLocalsInit]
    private readonly void Part<V, TShort>(int batch, int head)
        where V : unmanaged, ISimd<V>
        where TShort : unmanaged, ISimd<TShort>
    {
        var lanes = LaneTile.Lanes<V>();
        var memory = stackalloc float[LaneTile.Room<V>((4 * shape.Width) + (2 * AttentionPart.Block))];
        for (var position = 0; position < shape.Positions; position++)
            new Span<float>(Dq + shape.Query(batch, position, head * shape.PerGroup), shape.PerGroup * shape.Width).Clear();
        for (var first = 0; first < shape.Positions; first += lanes)
            Tile<V, TShort>(batch, head, first, LaneTile.Align(memory));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Tile<V, TShort>(int batch, int keyHead, int first, float* memory)
        where V : unmanaged, ISimd<V>
        where TShort : unmanaged, ISimd<TShort>
    {
        var (d, lanes) = (shape.Width, LaneTile.Lanes<V>());
        float* keys = memory, values = keys + (lanes * d), dk = values + (lanes * d), dv = dk + (lanes * d);   // [d, lane]
        float* pattern = dv + (lanes * d), slopes = pattern + (lanes * AttentionPart.Block);                   // [block, lane]
        var count = Math.Min(lanes, shape.Positions - first);
        var at = shape.Key(batch, first, keyHead);
        LaneTile.Gather<V>(Keys + at, shape.KeyStride, count, d, keys);
        LaneTile.Scale<V>(keys, d, shape.BinaryScale);
        LaneTile.Gather<V>(Values + at, shape.KeyStride, count, d, values);
        LaneTile.Scale<V>(values, d, shape.Scale);
        new Span<float>(dk, 2 * lanes * d).Clear();
        for (var head = keyHead * shape.PerGroup; head < (keyHead + 1) * shape.PerGroup; head++)
        {
            for (var start = causal ? first : 0; start < shape.Positions; start += AttentionPart.Block)
            {
                var rows = Math.Min(AttentionPart.Block, shape.Positions - start);
                var (query, statistic) = (shape.Query(batch, start, head), shape.Statistic(batch, start, head));
                LaneTile.Multiply<V>(Queries + query, shape.QueryStride, 1, keys, pattern, rows, d, adds: false);
                LaneTile.Multiply<V>(Dy + query, shape.QueryStride, 1, values, slopes, rows, d, adds: false);
                Slopes<V>(pattern, slopes, rows, Normalisers + statistic, Means + statistic, shape.Heads, shape.Scale);
                if (causal)
                {
                    AttentionPart.Hide<V>(pattern, start, rows, first, lanesAreQueries: false, 0f);
                    AttentionPart.Hide<V>(slopes, start, rows, first, lanesAreQueries: false, 0f);
                }

                LaneTile.Multiply<V>(Dy + query, 1, shape.QueryStride, pattern, dv, d, rows, adds: true);
                LaneTile.Multiply<V>(Queries + query, 1, shape.QueryStride, slopes, dk, d, rows, adds: true);
                AddToQueries<TShort>(slopes, lanes, Keys + at, Dq + query, rows, count);
            }
        }

        LaneTile.Scatter<V>(dk, Dk + at, shape.KeyStride, count, d);
        LaneTile.Scatter<V>(dv, Dv + at, shape.KeyStride, count, d);
    }

    /// <summary>Turns scores into P and dP/√d into dS/√d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slopes<V>(float* scores, float* slopes, int rows, float* normalisers, float* means, int heads, float scale)
        where V : unmanaged, ISimd<V>
    {
        var lanes = LaneTile.Lanes<V>();
        for (var row = 0; row < rows; row++)
        {
            V normaliser = V.Fill(normalisers[row * heads]), mean = V.Fill(scale * means[row * heads]);
            for (var at = row * lanes; at < (row + 1) * lanes; at += V.Width)
            {
                var pattern = SimdMath.Exp2(V.Load(scores + at) - normaliser);
                pattern.Store(scores + at);
                (pattern * (V.Load(slopes + at) - mean)).Store(slopes + at);
            }
        }
    }

    /// <summary>dq[row, ·] += Σ_lane dS[row, lane]·k[lane, ·]: here the lanes of registers, short ones as heads often have eight numbers, are those of a key.</summary>
    private readonly void AddToQueries<V>(float* slopes, int lanes, float* keys, float* dq, int rows, int count)
        where V : unmanaged, ISimd<V>
    {
        var row = 0;
        for (; row <= rows - RowsAtOnce; row += RowsAtOnce)
        {
            float* from = slopes + (row * lanes), to = dq + (row * shape.QueryStride);
            var c = 0;
            for (; c <= shape.Width - V.Width; c += V.Width)
                Eight<V>(from, lanes, keys + c, shape.KeyStride, to + c, shape.QueryStride, count);
            for (; c < shape.Width; c++)
                Eight<V1>(from, lanes, keys + c, shape.KeyStride, to + c, shape.QueryStride, count);
        }

        for (; row < rows; row++)
        {
            for (var lane = 0; lane < count; lane++)
            {
                var slope = slopes[(row * lanes) + lane];
                for (var c = 0; c < shape.Width; c++)
                    dq[(row * shape.QueryStride) + c] += slope * keys[(lane * shape.KeyStride) + c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<V>(float* slopes, nint lanes, float* keys, nint keyStride, float* dq, nint queryStride, int count)
        where V : unmanaged, ISimd<V>
    {
        float* slopes4 = slopes + (4 * lanes), dq4 = dq + (4 * queryStride);
        V sum0 = V.Load(dq), sum1 = V.Load(dq + queryStride), sum2 = V.Load(dq + (2 * queryStride)), sum3 = V.Load(dq + (3 * queryStride));
        V sum4 = V.Load(dq4), sum5 = V.Load(dq4 + queryStride), sum6 = V.Load(dq4 + (2 * queryStride)), sum7 = V.Load(dq4 + (3 * queryStride));
        for (nint lane = 0; lane < count; lane++, keys += keyStride)
        {
            var key = V.Load(keys);
            sum0 = V.MultiplyAdd(V.Fill(slopes[lane]), key, sum0);
            sum1 = V.MultiplyAdd(V.Fill(slopes[lane + lanes]), key, sum1);
            sum2 = V.MultiplyAdd(V.Fill(slopes[lane + (2 * lanes)]), key, sum2);
            sum3 = V.MultiplyAdd(V.Fill(slopes[lane + (3 * lanes)]), key, sum3);
            sum4 = V.MultiplyAdd(V.Fill(slopes4[lane]), key, sum4);
            sum5 = V.MultiplyAdd(V.Fill(slopes4[lane + lanes]), key, sum5);
            sum6 = V.MultiplyAdd(V.Fill(slopes4[lane + (2 * lanes)]), key, sum6);
            sum7 = V.MultiplyAdd(V.Fill(slopes4[lane + (3 * lanes)]), key, sum7);
        }

        sum0.Store(dq);
        sum1.Store(dq + queryStride);
        sum2.Store(dq + (2 * queryStride));
        sum3.Store(dq + (3 * queryStride));
        sum4.Store(dq4);
        sum5.Store(dq4 + queryStride);
        sum6.Store(dq4 + (2 * queryStride));
        sum7.Store(dq4 + (3 * queryStride));
    }
}
