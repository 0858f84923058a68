using Cleave.Decomposition.Sites;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// A layer's scores before the softmax, taken apart by what queries and keys are sums of: q_i = Σ_a U_a·(V_a·x_i) + p_i and likewise k_j,
/// so that q_i·k_j/√d = Σ_ab s_ab(i, j) over the subcomponents of q and of k and the position code p, which comes last on both sides.
/// What Δ adds is left out. The softmax ignores what all keys of a query have in common, so s_ab counts from its mean over the keys that
/// the query sees.
/// </summary>
internal sealed class AttentionParts
{
    private const double Enough = 0.9;

    private readonly int _layer;
    private readonly int _positions;
    private readonly int[] _announced;
    private readonly Side _query;
    private readonly Side _key;

    /// <summary>Takes the scores of a layer of the untouched target apart.</summary>
    public AttentionParts(CpuDevice device, DecomposedTarget decomposed, int layer)
    {
        var rows = (InductionRows)decomposed.Subject.HeldOut;
        (_layer, _positions, _announced) = (layer, rows.BatchShape[1], rows.Announced);
        var clean = CleanPass.Run(decomposed.Subject.Target, decomposed.Components.Sites, rows.Trace(new Graph()));
        var code = Eager.Evaluate(device, ((InductionTransformer)decomposed.Subject.Target).Positions(clean.Batch.Graph, _positions));
        (Query, Key) = (Find(decomposed, layer, 'q')!, Find(decomposed, layer, 'k')!);
        (_query, _key) = (Side.Of(device, decomposed, Query, clean, code), Side.Of(device, decomposed, Key, clean, code));
        Shares = MeanShares();
    }

    /// <summary>The site of q.</summary>
    public Site Query { get; }

    /// <summary>The site of k.</summary>
    public Site Key { get; }

    /// <summary>Mean s_ab at the entry that induction hangs on (<see cref="InductionPass.Entry"/>), [parts of q, parts of k].</summary>
    public double[,] Shares { get; }

    /// <summary>
    /// The fewest subcomponents of q, largest first, whose shares Σ_b s_ab reach 90 % of the sum of all positive ones. s is linear in
    /// what q is a sum of, so shares of a side add up to the score, and what is taken is what lifts the entry above its rivals.
    /// </summary>
    public IReadOnlyList<int> RecoveredQueries => Largest([.. Enumerable.Range(0, Query.Count).Select(a => Enumerable.Range(0, Shares.GetLength(1)).Sum(b => Shares[a, b]))]);

    /// <summary>The same for k.</summary>
    public IReadOnlyList<int> RecoveredKeys => Largest([.. Enumerable.Range(0, Key.Count).Select(b => Enumerable.Range(0, Shares.GetLength(0)).Sum(a => Shares[a, b]))]);

    /// <summary>The layer's site of that matrix, or none when it is not decomposed.</summary>
    public static Site? Find(DecomposedTarget decomposed, int layer, char matrix) =>
        decomposed.Components.Sites.FirstOrDefault(s => s.Name == InductionTransformer.Name(layer, matrix));

    /// <summary>
    /// Mean s_ab over the rows where both positions exist. Keys are counted from S, columns <paramref name="low"/> to
    /// <paramref name="high"/>; so are the queries of layer 0, while layer 1 has one row, the last S. NaN where a key would lie ahead.
    /// </summary>
    public double[,] Map(int a, int b, int low, int high)
    {
        var width = high - low + 1;
        var (sums, counts) = (new double[_layer == 0 ? width : 1, width], new int[_layer == 0 ? width : 1, width]);
        for (var row = 0; row < _announced.Length; row++)
        {
            for (var q = 0; q < sums.GetLength(0); q++)
            {
                var query = _layer == 0 ? _announced[row] + low + q : _positions - 1;
                if (query < 0 || query >= _positions)
                    continue;
                var (direction, mean) = (_query.Vector(a, row, query), _key.Mean(b, row, query));
                for (var k = 0; k < width; k++)
                {
                    if (_announced[row] + low + k is var key && key >= 0 && key <= query)
                        (sums[q, k], counts[q, k]) = (sums[q, k] + Product(direction, _key.Vector(b, row, key), mean), counts[q, k] + 1);
                }
            }
        }

        for (var cell = 0; cell < sums.Length; cell++)
            sums[cell / width, cell % width] /= counts[cell / width, cell % width];   // 0 / 0 is the NaN of a cell without rows
        return sums;
    }

    private double[,] MeanShares()
    {
        var shares = new double[_query.Parts, _key.Parts];
        for (var row = 0; row < _announced.Length; row++)
        {
            var (query, key) = InductionPass.Entry(_layer, _announced[row], _positions);
            for (var b = 0; b < _key.Parts; b++)
            {
                var (there, mean) = (_key.Vector(b, row, key), _key.Mean(b, row, query));
                for (var a = 0; a < _query.Parts; a++)
                    shares[a, b] += Product(_query.Vector(a, row, query), there, mean) / _announced.Length;
            }
        }

        return shares;
    }

    private double Product(double[] query, double[] key, double[] mean)
    {
        var sum = 0.0;
        for (var i = 0; i < query.Length; i++)
            sum += query[i] * (key[i] - mean[i]);
        return sum / Math.Sqrt(Query.Out);
    }

    private static int[] Largest(double[] shares)
    {
        var (whole, reached, taken) = (shares.Where(s => s > 0).Sum(), 0.0, new List<int>());
        foreach (var c in Enumerable.Range(0, shares.Length).Where(c => shares[c] > 0).OrderByDescending(c => shares[c]))
        {
            if (reached >= Enough * whole)
                break;
            taken.Add(c);
            reached += shares[c];
        }

        return [.. taken];
    }

    /// <summary>What queries or keys are sums of.</summary>
    /// <param name="Inner">x·V, [row, position, C].</param>
    /// <param name="U">[C, out].</param>
    /// <param name="Code">[position, out].</param>
    /// <param name="Positions">Length of a row.</param>
    /// <param name="Width">out.</param>
    private sealed record Side(float[] Inner, float[] U, float[] Code, int Positions, int Width)
    {
        private int Count => U.Length / Width;

        public int Parts => Count + 1;

        public static Side Of(CpuDevice device, DecomposedTarget decomposed, Site site, CleanPass clean, float[] code)
        {
            var inner = clean.Inputs[site].MatMul(clean.Batch.Graph.Read(decomposed.Components.V(site)));   // [row, position, C]
            return new Side(Eager.Evaluate(device, inner), decomposed.Components.U(site).Span.ToArray(), code, clean.Batch.Shape[1], site.Out);
        }

        public double[] Vector(int part, int row, int position)
        {
            var vector = new double[Width];
            for (var i = 0; i < Width; i++)
                vector[i] = part == Count ? Code[(position * Width) + i] : (double)Inner[(((row * Positions) + position) * Count) + part] * U[(part * Width) + i];
            return vector;
        }

        public double[] Mean(int part, int row, int last)
        {
            var mean = new double[Width];
            for (var position = 0; position <= last; position++)
            {
                var vector = Vector(part, row, position);
                for (var i = 0; i < Width; i++)
                    mean[i] += vector[i] / (last + 1);
            }

            return mean;
        }
    }
}
