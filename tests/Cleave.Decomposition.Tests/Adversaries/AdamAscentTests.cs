using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Adversaries;

public sealed class AdamAscentTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly VariableGroup _group = new("s", [("r", [1])]);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void It_follows_the_formula_with_bias_correction()
    {
        var ascent = new AdamAscent(_group);
        var (r, m, v) = (0.5, 0.0, 0.0);
        _group.Values["r"].Value = 0.5f;
        double[] gradients = [0.3, -2, 0.01, 5];
        for (var t = 1; t <= gradients.Length; t++)
        {
            var g = gradients[t - 1];
            _group.Gradients["r"].Value = (float)g;
            ascent.Step(_device, 0.02f);
            (m, v) = ((0.5 * m) + (0.5 * g), (0.99 * v) + (0.01 * g * g));
            r = Math.Clamp(r + (0.02 * (m / (1 - Math.Pow(0.5, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.99, t))) + 1e-8)), 0, 1);
            Assert.Equal((float)r, _group.Values["r"].Value, 1e-5f);
        }
    }

    [Theory]
    [InlineData(0.995f, 1f, 1f)]
    [InlineData(0.005f, -1f, 0f)]
    public void Every_ascent_ends_with_the_projection(float start, float gradient, float expected)
    {
        _group.Values["r"].Value = start;
        _group.Gradients["r"].Value = gradient;
        new AdamAscent(_group).Step(_device, 0.1f);
        Assert.Equal(expected, _group.Values["r"].Value);
    }
}
