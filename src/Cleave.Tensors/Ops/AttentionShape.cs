namespace Cleave.Tensors.Ops;

/// <summary>
/// Sizes of attention: queries [batch, position, head, d] have Heads heads, keys and values KvHeads, each serving a group of neighbours.
/// Statistics of queries are [batch, position, head].
/// </summary>
internal readonly record struct AttentionShape(int Batch, int Positions, int Heads, int KvHeads, int Width)
{
    /// <summary>Tiles of wider heads would take more of a thread's stack than they should.</summary>
    public const int WidestInTiles = 256;

    /// <summary>Of a product of all queries with all keys.</summary>
    public double Flops => 2.0 * Width * Pairs(causal: false);

    /// <summary>What scores are multiplied by.</summary>
    public float Scale => 1f / MathF.Sqrt(Width);

    /// <summary>The same for scores that powers of two are taken of.</summary>
    public float BinaryScale => 1.44269504f * Scale;

    /// <summary>How many heads share one of keys and values.</summary>
    public int PerGroup => Heads / KvHeads;

    /// <summary>How many numbers queries are.</summary>
    public int Numbers => checked(Batch * Positions * Heads * Width);

    /// <summary>How many queries there are.</summary>
    public int Statistics => Batch * Positions * Heads;

    /// <summary>From a head's query to its next.</summary>
    public int QueryStride => Heads * Width;

    /// <summary>From a head's key to its next.</summary>
    public int KeyStride => KvHeads * Width;

    /// <summary>The sizes of queries and keys.</summary>
    /// <exception cref="ShapeException">When they do not fit.</exception>
    public static AttentionShape Of(Tensor query, Tensor key)
    {
        var (q, k) = (query.Shape, key.Shape);
        return q.Rank == 4 && k.Rank == 4 && q[0] == k[0] && q[1] == k[1] && q[3] == k[3] && k[2] > 0 && q[2] % k[2] == 0
            ? new AttentionShape(q[0], q[1], q[2], k[2], q[3])
            : throw new ShapeException($"Attention: queries {q} and keys {k} do not fit as [batch, position, head, d].");
    }

    /// <summary>How many pairs of a query and a key it sees there are.</summary>
    public double Pairs(bool causal) => (double)Statistics * (causal ? (Positions + 1) / 2.0 : Positions);

    /// <summary>Where a query starts.</summary>
    public long Query(int batch, int position, int head) => Statistic(batch, position, head) * Width;

    /// <summary>Where a key or value starts.</summary>
    public long Key(int batch, int position, int kvHead) => (((((long)batch * Positions) + position) * KvHeads) + kvHead) * Width;

    /// <summary>Where a query's statistic lies.</summary>
    public long Statistic(int batch, int position, int head) => ((((long)batch * Positions) + position) * Heads) + head;
}
