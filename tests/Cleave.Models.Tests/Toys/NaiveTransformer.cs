using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Models.Tests.Toys;

/// <summary>The induction transformer as loops in double arithmetic, one row at a time.</summary>
internal static class NaiveTransformer
{
    public static double[] Answer(InductionTransformer target, int[] ids)
    {
        var width = target.Embedding.Shape[1];
        double[][] stream = [.. ids.Select(id => Enumerable.Range(0, width).Select(i => (double)target.Embedding.Span[(id * width) + i]).ToArray())];
        for (var layer = 0; layer < 2; layer++)
        {
            Variable[] w = [.. target.Layers.Skip(4 * layer).Take(4).Select(l => l.Weight)];
            stream = [.. stream.Select((x, i) => Sum(x, Times(w[3], Mixed(w, stream, i))))];
        }

        return Times(target.Unembedding, stream[^1]);
    }

    private static double[] Mixed(Variable[] w, double[][] stream, int i)
    {
        var query = Sum(Times(w[0], stream[i]), Code(i, stream[i].Length));
        double[] weights =
        [
            .. Enumerable.Range(0, i + 1).Select(j => Sum(Times(w[1], stream[j]), Code(j, query.Length)))
                .Select(key => Math.Exp(query.Zip(key, (a, b) => a * b).Sum() / Math.Sqrt(query.Length))),
        ];
        var mixed = new double[query.Length];
        for (var j = 0; j <= i; j++)
            mixed = Sum(mixed, [.. Times(w[2], stream[j]).Select(v => v * weights[j] / weights.Sum())]);
        return mixed;
    }

    private static double[] Code(int position, int width)
    {
        var code = new double[width];
        for (var pair = 0; pair < width / 2; pair++)
        {
            var angle = position * Math.Pow(10_000, -2.0 * pair / width);
            (code[2 * pair], code[(2 * pair) + 1]) = (Math.Sin(angle), Math.Cos(angle));
        }

        return code;
    }

    private static double[] Times(Variable matrix, double[] x)
    {
        var weight = matrix.Span.ToArray();
        return [.. Enumerable.Range(0, matrix.Shape[0]).Select(o => x.Select((v, i) => v * weight[(o * x.Length) + i]).Sum())];
    }

    private static double[] Sum(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a + b)];
}
