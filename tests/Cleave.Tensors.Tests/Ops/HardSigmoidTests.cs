using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

public sealed class HardSigmoidTests
{
    [Theory]
    [InlineData(-0.5f, -1f, -0.01f)]
    [InlineData(-0.5f, 1f, 0f)]
    [InlineData(0f, -1f, -0.01f)]
    [InlineData(0f, 1f, 0f)]
    [InlineData(0.5f, -3f, -3f)]
    [InlineData(0.5f, 3f, 3f)]
    [InlineData(1f, -3f, -3f)]
    [InlineData(1f, 3f, 3f)]
    [InlineData(1.5f, -1f, 0f)]
    [InlineData(1.5f, 1f, 0f)]
    public void A_dead_lower_leaky_value_is_only_ever_pulled_up(float x, float gradient, float expected) =>
        Assert.Equal(expected, Slope(x, gradient, t => t.LowerLeakyHardSigmoid(0.01f)), 1e-9f);

    [Theory]
    [InlineData(-0.5f, 0f, 0f)]
    [InlineData(0.25f, 0.25f, 3f)]
    [InlineData(1f, 1f, 3f)]
    [InlineData(1.5f, 1.005f, 0.03f)]
    public void An_upper_leaky_value_keeps_a_small_slope_above_one(float x, float value, float slope)
    {
        Assert.Equal(value, Value(x, t => t.UpperLeakyHardSigmoid(0.01f)), 1e-6f);
        Assert.Equal(slope, Slope(x, 3f, t => t.UpperLeakyHardSigmoid(0.01f)), 1e-6f);
    }

    [Theory]
    [InlineData(-0.5f, -0.005f, 0.03f)]
    [InlineData(0f, 0f, 0.03f)]
    [InlineData(0.25f, 0.25f, 3f)]
    [InlineData(1f, 1f, 3f)]
    [InlineData(1.5f, 1f, 0f)]
    public void A_leaky_value_leaks_below_zero_and_is_flat_above_one(float x, float value, float slope)
    {
        Assert.Equal(value, Value(x, t => t.LeakyHardSigmoid(0.01f)), 1e-7f);
        Assert.Equal(slope, Slope(x, 3f, t => t.LeakyHardSigmoid(0.01f)), 1e-7f);
        Assert.Equal(-slope, Slope(x, -3f, t => t.LeakyHardSigmoid(0.01f)), 1e-7f);
    }

    [Theory]
    [InlineData(-0.5f, 0f)]
    [InlineData(0.25f, 0.25f)]
    [InlineData(1.5f, 1f)]
    public void A_lower_leaky_value_is_clamped(float x, float value) => Assert.Equal(value, Value(x, t => t.LowerLeakyHardSigmoid(0.01f)));

    private static float Value(float x, Func<Tensor, Tensor> function)
    {
        using var device = new CpuDevice(1);
        return Eager.Evaluate(device, function(new Graph().Fill(x, Shape.Scalar)))[0];
    }

    private static float Slope(float x, float gradient, Func<Tensor, Tensor> function)
    {
        using var device = new CpuDevice(1);
        var operand = new Graph().Fill(x, Shape.Scalar);
        return Eager.Evaluate(device, Gradient.Of(function(operand) * gradient, [operand])[0])[0];
    }
}
