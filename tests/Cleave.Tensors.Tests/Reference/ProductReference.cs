using Cleave.Tensors.Ops;
using static Cleave.Tensors.Tests.Reference.Positions;

namespace Cleave.Tensors.Tests.Reference;

internal static class ProductReference
{
    public static double[]? Compute(Tensor t, double[][] x) => t.Op switch
    {
        MatMul m => MatMul(t.Shape, t.Inputs, x, m.Transposes),
        PlusProduct p => [.. x[0].Zip(MatMul(t.Shape, t.Inputs[1..], x[1..], p.Transposes), (sum, product) => sum + product)],
        RoutedProduct p => Routed(t, x, p.Form),
        Sum s => Sum(x[0], s.Extents),
        MaxRows => [.. Enumerable.Range(0, (int)t.Shape.Count).Select(c => Enumerable.Range(0, x[0].Length / (int)t.Shape.Count).Max(r => x[0][(r * (int)t.Shape.Count) + c]))],
        Attention a => AttentionReference.Outputs(a.Sizes.Shape, a.Sizes.Causal, x),
        AttentionGradient a => AttentionReference.Gradients(a.Sizes.Shape, a.Sizes.Causal, x),
        AttentionScores a => Scores(a.Sizes, x),
        AttentionMix a => Mix(a.Sizes, x),
        AttentionMixTransposed a => MixTransposed(a.Sizes, x),
        Embedding => [.. x[1].SelectMany(id => x[0].Skip((int)id * t.Shape.Last).Take(t.Shape.Last))],
        EmbeddingGradient => SumById(t.Shape, x),
        Rotary r => Rotary(t.Shape, r, x[0]),
        ScalarNetworks n => NetworkReference.Outputs(n.Sizes, x),
        ScalarNetworksGradient n => NetworkReference.Gradients(n.Sizes, x),
        MaskedProduct m => MaskReference.Outputs(m.Sizes, x),
        VocabularyMean => Vocabulary(x, t.Inputs[0].Shape, t.Inputs[1].Shape[0]),
        MaskedProductGradient m => MaskReference.Gradients(m.Sizes.Shape, m.Sizes.Wants, x),
        _ => null,
    };

    private static double[] Routed(Tensor t, double[][] x, (bool A, bool B, bool Adds) form)
    {
        var first = form.Adds ? 1 : 0;
        var columns = t.Inputs[first].Shape.Last;
        double[] chosen = [.. x[first].Select((value, i) => x[first + 2][i / columns] == 0 ? 0 : value)];
        var product = MatMul(t.Shape, t.Inputs[first..], [chosen, x[first + 1]], (form.A, form.B));
        return form.Adds ? [.. x[0].Zip(product, (sum, term) => sum + term)] : product;
    }

    private static double[] MatMul(Shape shape, Tensor[] operands, double[][] x, (bool A, bool B) transposes)
    {
        var (a, b) = (operands[0].Shape, operands[1].Shape);
        var inner = transposes.A ? a[^2] : a[^1];
        var result = new double[shape.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var at = Of(shape, i);
            var lead = at[..^2];
            for (var k = 0; k < inner; k++)
            {
                var left = transposes.A ? Flat(a, [.. lead, k, at[^2]]) : Flat(a, [.. lead, at[^2], k]);
                var right = transposes.B ? Flat(b, [.. lead, at[^1], k]) : Flat(b, [.. lead, k, at[^1]]);
                result[i] += x[0][left] * x[1][right];
            }
        }

        return result;
    }

    // Every row's mean word, then every row's normaliser.
    private static double[] Vocabulary(double[][] x, Shape rows, int words)
    {
        var (count, width) = (rows[0], rows[1]);
        var result = new double[count * (width + 1)];
        for (var row = 0; row < count; row++)
        {
            var weights = Enumerable.Range(0, words).Select(v => Math.Exp(Enumerable.Range(0, width).Sum(i => x[0][(row * width) + i] * x[1][(v * width) + i]))).ToArray();
            for (var i = 0; i < width; i++)
                result[(row * width) + i] = Enumerable.Range(0, words).Sum(v => weights[v] * x[1][(v * width) + i]) / weights.Sum();
            result[(count * width) + row] = Math.Log(weights.Sum());
        }

        return result;
    }

    private static double[] Sum(double[] x, (int Outer, int Reduce, int Inner) extents)
    {
        var result = new double[extents.Outer * extents.Inner];
        for (var i = 0; i < x.Length; i++)
            result[(i / extents.Inner / extents.Reduce * extents.Inner) + (i % extents.Inner)] += x[i];
        return result;
    }

    /// <summary>Calls with the flat places of a square's entry, of the query-like and of the key-like operand.</summary>
    private static void Visit(AttentionShape s, Action<int, int, int> visit)
    {
        for (var i = 0; i < s.Batch * s.Heads * s.Positions * s.Positions * s.Width; i++)
        {
            var at = Of([s.Batch, s.Heads, s.Positions, s.Positions, s.Width], i);
            var (b, h, q, k, d) = (at[0], at[1], at[2], at[3], at[4]);
            visit(
                i / s.Width,
                Flat([s.Batch, s.Positions, s.Heads, s.Width], b, q, h, d),
                Flat([s.Batch, s.Positions, s.KvHeads, s.Width], b, k, h / (s.Heads / s.KvHeads), d));
        }
    }

    private static double[] Scores(AttentionShape s, double[][] x)
    {
        var result = new double[s.Batch * s.Heads * s.Positions * s.Positions];
        Visit(s, (square, wide, narrow) => result[square] += x[0][wide] * x[1][narrow]);
        return result;
    }

    private static double[] Mix(AttentionShape s, double[][] x)
    {
        var result = new double[s.Batch * s.Positions * s.Heads * s.Width];
        Visit(s, (square, wide, narrow) => result[wide] += x[0][square] * x[1][narrow]);
        return result;
    }

    private static double[] MixTransposed(AttentionShape s, double[][] x)
    {
        var result = new double[s.Batch * s.Positions * s.KvHeads * s.Width];
        Visit(s, (square, wide, narrow) => result[narrow] += x[0][square] * x[1][wide]);
        return result;
    }

    private static double[] SumById(Shape table, double[][] x)
    {
        var result = new double[table.Count];
        for (var i = 0; i < x[0].Length; i++)
            result[((int)x[1][i / table.Last] * table.Last) + (i % table.Last)] += x[0][i];
        return result;
    }

    private static double[] Rotary(Shape shape, Rotary op, double[] x)
    {
        var result = new double[x.Length];
        var (d, half) = (shape[3], shape[3] / 2);
        for (var i = 0; i < x.Length; i++)
        {
            var at = Of(shape, i);
            var interleaved = op.Pairing == RotaryPairing.Interleaved;
            var pair = interleaved ? at[3] / 2 : at[3] % half;
            var first = interleaved ? at[3] % 2 == 0 : at[3] < half;
            var partner = i + ((first ? 1 : -1) * (interleaved ? 1 : half));
            var angle = (op.Inverse ? -1 : 1) * at[1] * Math.Pow(op.Base, -2.0 * pair / d);
            result[i] = (x[i] * Math.Cos(angle)) + ((first ? -1 : 1) * x[partner] * Math.Sin(angle));
        }

        return result;
    }
}
