using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Reference;

internal static class RowReference
{
    public static double[]? Compute(Tensor t, double[][] x) => t.Op switch
    {
        Softmax { Causal: true } => Rows(t, x, (r, row) => Causal(r[0], row % t.Shape.Last)),
        Softmax => Rows(t, x, (r, _) => Normalised(r[0])),
        SoftmaxGradient => Rows(t, x, (r, _) => NormalisedSlope(r[0], r[1])),
        LogSoftmax => Rows(t, x, (r, _) => Array.ConvertAll(Normalised(r[0]), Math.Log)),
        LogSoftmaxGradient => Rows(t, x, (r, _) => [.. r[0].Zip(r[1], (y, dy) => dy - (Math.Exp(y) * r[1].Sum()))]),
        RmsNorm n => Rows(t, x, (r, _) => Norm(r[0], n.Epsilon, 0)),
        LayerNorm n => Rows(t, x, (r, _) => Norm(r[0], n.Epsilon, r[0].Average())),
        RmsNormGradient n => Rows(t, x, (r, _) => NormGradient(r[0], r[1], n.Epsilon, false)),
        LayerNormGradient n => Rows(t, x, (r, _) => NormGradient(r[0], r[1], n.Epsilon, true)),
        Gather => Rows(t.Inputs[0], x[..1], (r, row) => [r[0][(int)x[1][row]]]),
        GatherGradient => Rows(t, [new double[t.Shape.Count]], (r, row) => Only(r[0], (int)x[1][row], x[0][row])),
        _ => null,
    };

    private static double[] Causal(double[] x, int last) => [.. Normalised(x[..(last + 1)]), .. new double[x.Length - last - 1]];

    private static double[] Rows(Tensor t, double[][] x, Func<double[][], int, double[]> row)
    {
        if (t.Shape.Count == 0)
            return [];
        var (count, length) = ((int)(t.Shape.Count / t.Shape.Last), t.Shape.Last);
        return [.. Enumerable.Range(0, count).SelectMany(i => row(Array.ConvertAll(x, v => v[(i * length)..((i + 1) * length)]), i))];
    }

    private static double[] Only(double[] zeros, int at, double value)
    {
        zeros[at] = value;
        return zeros;
    }

    private static double[] Normalised(double[] x)
    {
        var sum = x.Sum(v => Math.Exp(v - x.Max()));
        return Array.ConvertAll(x, v => Math.Exp(v - x.Max()) / sum);
    }

    private static double[] NormalisedSlope(double[] y, double[] dy)
    {
        var along = y.Zip(dy, (a, b) => a * b).Sum();
        return [.. y.Zip(dy, (a, b) => a * (b - along))];
    }

    private static double[] Norm(double[] x, double epsilon, double centre)
    {
        var deviation = Math.Sqrt(x.Average(v => (v - centre) * (v - centre)) + epsilon);
        return Array.ConvertAll(x, v => (v - centre) / deviation);
    }

    private static double[] NormGradient(double[] x, double[] dy, double epsilon, bool centred)
    {
        var centre = centred ? x.Average() : 0;
        var factor = 1 / Math.Sqrt(x.Average(v => (v - centre) * (v - centre)) + epsilon);
        var y = Norm(x, epsilon, centre);
        var along = y.Zip(dy, (a, b) => a * b).Average();
        var mean = centred ? dy.Average() : 0;
        return [.. y.Zip(dy, (a, b) => factor * (b - mean - (a * along)))];
    }
}
