using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Reference;

/// <summary>Attention pair by pair, and its gradients as their formulas say.</summary>
internal static class AttentionReference
{
    /// <summary>Of (q, k, v): y, then ln Σ exp.</summary>
    public static double[] Outputs(AttentionShape s, bool causal, double[][] x)
    {
        var normalisers = new double[s.Statistics];
        Visit(s, causal, p => normalisers[p.Statistic] += Math.Exp(Score(s, x, p)));
        normalisers = Array.ConvertAll(normalisers, Math.Log);
        var y = new double[s.Numbers];
        Visit(s, causal, p => Add(y, p.Query, Math.Exp(Score(s, x, p) - normalisers[p.Statistic]), x[2], p.Key, s.Width));
        return [.. y, .. normalisers];
    }

    /// <summary>Of (q, k, v, dy, Σ dy·y, ln Σ exp): dq, dk, then dv.</summary>
    public static double[] Gradients(AttentionShape s, bool causal, double[][] x)
    {
        var (dq, dk, dv) = (new double[s.Numbers], new double[x[1].Length], new double[x[1].Length]);
        Visit(s, causal, p =>
        {
            Add(dq, p.Query, Slope(s, x, p) / Math.Sqrt(s.Width), x[1], p.Key, s.Width);
            Add(dk, p.Key, Slope(s, x, p) / Math.Sqrt(s.Width), x[0], p.Query, s.Width);
            Add(dv, p.Key, Pattern(s, x, p), x[3], p.Query, s.Width);
        });
        return [.. dq, .. dk, .. dv];
    }

    private static void Visit(AttentionShape s, bool causal, Action<Pair> visit)
    {
        for (var b = 0; b < s.Batch; b++)
        {
            for (var h = 0; h < s.Heads; h++)
            {
                for (var i = 0; i < s.Positions; i++)
                {
                    for (var j = 0; j < (causal ? i + 1 : s.Positions); j++)
                        visit(new Pair((int)s.Query(b, i, h), (int)s.Key(b, j, h / s.PerGroup), (int)s.Statistic(b, i, h)));
                }
            }
        }
    }

    private static double Score(AttentionShape s, double[][] x, Pair p) => Dot(x[0], p.Query, x[1], p.Key, s.Width) / Math.Sqrt(s.Width);

    private static double Pattern(AttentionShape s, double[][] x, Pair p) => Math.Exp(Score(s, x, p) - x[5][p.Statistic]);

    private static double Slope(AttentionShape s, double[][] x, Pair p) =>
        Pattern(s, x, p) * (Dot(x[3], p.Query, x[2], p.Key, s.Width) - x[4][p.Statistic]);

    private static double Dot(double[] x, int from, double[] y, int start, int width) => Enumerable.Range(0, width).Sum(c => x[from + c] * y[start + c]);

    private static void Add(double[] to, int at, double factor, double[] x, int from, int width)
    {
        for (var c = 0; c < width; c++)
            to[at + c] += factor * x[from + c];
    }

    private readonly record struct Pair(int Query, int Key, int Statistic);
}
