using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Reference;

internal static class ElementwiseReference
{
    public static double[]? Compute(Tensor t, double[][] x)
    {
        if (Unary(t.Op) is { } unary)
            return Array.ConvertAll(x[0], v => unary(v));
        if (Slope(t.Op) is { } slope)
            return [.. x[0].Zip(x[1], (gradient, v) => gradient * slope(v, gradient))];
        if (t.Op is Stretch)
            return Broadcast(t, i => x[0][i[0]]);
        if (Binary(t.Op) is { } binary)
            return Broadcast(t, i => binary(x[0][i[0]], x[1][i[1]]));
        return t.Op is Where ? Broadcast(t, i => x[0][i[0]] != 0 ? x[1][i[1]] : x[2][i[2]]) : null;
    }

    private static Func<double, double>? Unary(Op op) => op switch
    {
        Abs => Math.Abs,
        Affine a => v => (a.Scale * v) + a.Shift,
        Clamp c => v => Math.Min(Math.Max(v, c.Low), c.High),
        Exp => Math.Exp,
        Gelu => v => v * Normal(v),
        GeluTanh => v => v / 2 * (1 + Math.Tanh(Inner(v))),
        Log => Math.Log,
        Log2 => Math.Log2,
        LeakyHardSigmoid l => v => v <= 0 ? l.Leak * v : v <= 1 ? v : 1,
        LowerLeakyHardSigmoid => v => v <= 0 ? 0 : v <= 1 ? v : 1,
        Relu => v => v > 0 ? v : 0,
        Silu => v => v * Sigmoid(v),
        Sqrt => Math.Sqrt,
        Square => v => v * v,
        UpperLeakyHardSigmoid u => v => v <= 0 ? 0 : v <= 1 ? v : 1 + (u.Leak * (v - 1)),
        _ => null,
    };

    private static Func<double, double, double>? Binary(Op op) => op switch
    {
        Add => (a, b) => a + b,
        Divide => (a, b) => a / b,
        Greater => (a, b) => a > b ? 1 : 0,
        Interpolate => (g, r) => g + ((1 - g) * r),
        Multiply => (a, b) => a * b,
        Pow => Math.Pow,
        Subtract => (a, b) => a - b,
        TimesComplement => (a, b) => a * (1 - b),
        _ => null,
    };

    /// <summary>f′ of what the operation is given beside the gradient, and of the gradient where the rule is one-sided.</summary>
    private static Func<double, double, double>? Slope(Op op) => op switch
    {
        ZipOp<Clamp.Backward> c => (v, _) => v > c.Function.Low && v < c.Function.High ? 1 : 0,
        ZipOp<LeakyHardSigmoid.Backward> l => (v, _) => v > 1 ? 0 : v > 0 ? 1 : l.Function.Leak,
        ZipOp<LowerLeakyHardSigmoid.Backward> l => (v, dy) => v > 1 ? 0 : v > 0 ? 1 : dy < 0 ? l.Function.Leak : 0,
        ZipOp<UpperLeakyHardSigmoid.Backward> u => (v, _) => v > 1 ? u.Function.Leak : v > 0 ? 1 : 0,
        _ => op.Name switch
        {
            "AbsGradient" => (v, _) => Math.Sign(v),
            "ExpGradient" => (y, _) => y,
            "GeluGradient" => (v, _) => Normal(v) + (v * Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI)),
            "GeluTanhGradient" => (v, _) => GeluTanhSlope(v),
            "LogGradient" => (v, _) => 1 / v,
            "Log2Gradient" => (v, _) => 1 / (v * Math.Log(2)),
            "ReluGradient" => (v, _) => v > 0 ? 1 : 0,
            "SiluGradient" => (v, _) => Sigmoid(v) + (v * Sigmoid(v) * (1 - Sigmoid(v))),
            "SqrtGradient" => (y, _) => 0.5 / y,
            "SquareGradient" => (v, _) => 2 * v,
            _ => null,
        },
    };

    private static double[] Broadcast(Tensor t, Func<int[], double> value)
    {
        var result = new double[t.Shape.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var at = Positions.Of(t.Shape, i);
            result[i] = value(Array.ConvertAll(t.Inputs, operand => Positions.Broadcast(operand.Shape, at)));
        }

        return result;
    }

    private static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));

    private static double Inner(double v) => Math.Sqrt(2 / Math.PI) * (v + (0.044715 * v * v * v));

    private static double GeluTanhSlope(double v)
    {
        var tanh = Math.Tanh(Inner(v));
        return (0.5 * (1 + tanh)) + (v / 2 * (1 - (tanh * tanh)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * v * v)));
    }

    /// <summary>Φ(v) = 1/2 + φ(v)·Σ v²ⁿ⁺¹/(2n + 1)!!, every term of one sign.</summary>
    private static double Normal(double v)
    {
        var (term, sum) = (v, v);
        for (var n = 1; n < 300; n++)
            sum += term *= v * v / ((2 * n) + 1);
        return 0.5 + (Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI) * sum);
    }
}
