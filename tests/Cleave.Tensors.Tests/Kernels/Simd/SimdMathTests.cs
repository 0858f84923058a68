using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Every elementary function at one register width; the widths are the classes below.</summary>
public abstract class SimdMathTests
{
    private protected abstract float[] Map<TOp>(TOp op, float[] x)
        where TOp : struct, IUnary;

    [Fact]
    public void Exp_is_within_two_units_in_the_last_place()
    {
        var x = Samples.WideRange(87f);
        Relative(Map(default(Exp), x), x, Math.Exp, 2e-7);
        float[] beyond = [89f, 200f, 1e30f, float.PositiveInfinity, -104f, -1e30f, float.NegativeInfinity, float.NaN, 88.72f, -100f];
        var y = Map(default(Exp), beyond);
        Assert.Equal(
            [float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, 0f, 0f, 0f, float.NaN],
            y[..8]);
        Assert.InRange(Samples.RelativeError(y[8], Math.Exp(88.72f)), 0, 2e-7);
        Assert.InRange(Math.Abs(y[9] - Math.Exp(-100f)), 0, 1.5e-45);
    }

    [Fact]
    public void Powers_of_two_are_accurate_and_never_too_small_for_all_digits()
    {
        var x = Samples.WideRange(125f);
        Relative(Map(default(Exp2), x), x, v => Math.Pow(2, v), 2e-7);
        float[] edges = [0f, 1f, -1f, 126f, -126f, -127f, -1e30f, float.NegativeInfinity, float.NaN];
        var least = MathF.Pow(2, -126);
        Assert.Equal([1f, 2f, 0.5f, MathF.Pow(2, 126), least, least, least, least, float.NaN], Map(default(Exp2), edges));
    }

    [Fact]
    public void Logarithms_are_accurate_from_subnormals_to_the_largest_floats()
    {
        var x = Samples.WideRange(3e38f).Select(MathF.Abs).Where(v => v > 0)
            .Append(1e-40f).Append(1.0000001f).Append(0.99999994f).ToArray();
        Relative(Map(default(Log), x), x, Math.Log, 2e-7);
        Absolute(Map(default(Log2), x), x, Math.Log2, v => 1e-7 + (1e-7 * Math.Abs(Math.Log2(v))));
        float[] odd = [0f, -1f, float.PositiveInfinity, float.NaN, float.NegativeInfinity];
        float[] expected = [float.NegativeInfinity, float.NaN, float.PositiveInfinity, float.NaN, float.NaN];
        Assert.Equal(expected, Map(default(Log), odd));
        Assert.Equal(expected, Map(default(Log2), odd));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    [InlineData(1f)]
    [InlineData(2f)]
    [InlineData(-0.5f)]
    [InlineData(7.3f)]
    public void Powers_of_positive_numbers_are_accurate(float p)
    {
        var x = Samples.WideRange(1000f).Select(MathF.Abs)
            .Where(v => Math.Pow(v, p) is > 2e-38 and < 3e38 && v > 1.2e-38f).ToArray();
        Relative(Map(new Pow(p), x), x, v => Math.Pow(v, p), 2.5e-7 * (1 + Math.Abs(p)));
    }

    [Fact]
    public void Powers_at_the_edges_follow_their_limits()
    {
        float[] x = [0f, float.PositiveInfinity, -1f, float.NaN, 1f, 1e30f, 1e-30f];
        Assert.Equal([0f, float.PositiveInfinity, float.NaN, float.NaN, 1f, float.PositiveInfinity, 0f], Map(new Pow(3f), x));
        Assert.Equal([float.PositiveInfinity, 0f, float.NaN, float.NaN, 1f, 0f, float.PositiveInfinity], Map(new Pow(-3f), x));
        Assert.Equal([1f, 1f, 1f, 1f], Map(new Pow(0f), [0f, 1f, 5f, float.PositiveInfinity]));
    }

    [Fact]
    public void Saturating_functions_are_accurate()
    {
        var x = Samples.WideRange(80f);
        Relative(Map(default(Sigmoid), x), x, v => 1 / (1 + Math.Exp(-v)), 3e-7);
        Relative(Map(default(Tanh), x), x, Math.Tanh, 3e-7);
        Assert.Equal([0f, 1f, float.NaN], Map(default(Sigmoid), [float.NegativeInfinity, float.PositiveInfinity, float.NaN]));
        float[] limits = [-1f, 1f, float.NaN];
        Assert.Equal(limits, Map(default(Tanh), [float.NegativeInfinity, float.PositiveInfinity, float.NaN]));
    }

    [Fact]
    public void Gelu_and_its_derivative_are_accurate()
    {
        var x = Samples.WideRange(30f);
        Absolute(Map(default(Gelu), x), x, v => v * Normal.Distribution(v), v => 1e-6 + (1e-7 * Math.Abs(v)));
        static double Density(double v) => Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI);
        Absolute(Map(default(GeluDerivative), x), x, v => Normal.Distribution(v) + (v * Density(v)), _ => 1e-6);
        Assert.Equal([0f, 1e10f, float.NaN], Map(default(Gelu), [-1e10f, 1e10f, float.NaN]));
    }

    [Fact]
    public void Sine_and_cosine_of_turns_are_accurate()
    {
        var x = Samples.WideRange(1f);
        Absolute(Map(default(SinOfTurns), x), x, v => Math.Sin(2 * Math.PI * v), _ => 2e-7);
        Absolute(Map(default(CosOfTurns), x), x, v => Math.Cos(2 * Math.PI * v), _ => 2e-7);
    }

    private static void Relative(float[] got, float[] x, Func<double, double> expected, double bound)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var error = Samples.RelativeError(got[i], expected(x[i]));
            if (!(error <= bound))
                Assert.Fail($"At {x[i]:R}: {got[i]:R} is off by {error:E2} of {expected(x[i]):R}");
        }
    }

    private static void Absolute(float[] got, float[] x, Func<double, double> expected, Func<double, double> bound)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var error = Math.Abs(got[i] - expected(x[i]));
            if (!(error <= bound(x[i])))
                Assert.Fail($"At {x[i]:R}: {got[i]:R} is off by {error:E2} from {expected(x[i]):R}");
        }
    }
}

public sealed class V512MathTests : SimdMathTests
{
    private protected override float[] Map<TOp>(TOp op, float[] x) => Samples.Map<TOp, V512>(op, x);
}

public sealed class V256MathTests : SimdMathTests
{
    private protected override float[] Map<TOp>(TOp op, float[] x) => Samples.Map<TOp, V256>(op, x);
}

public sealed class V128MathTests : SimdMathTests
{
    private protected override float[] Map<TOp>(TOp op, float[] x) => Samples.Map<TOp, V128>(op, x);
}

public sealed class V1MathTests : SimdMathTests
{
    private protected override float[] Map<TOp>(TOp op, float[] x) => Samples.Map<TOp, V1>(op, x);
}
