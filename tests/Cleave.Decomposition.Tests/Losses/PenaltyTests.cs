using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class PenaltyTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(0f, 0.01f, false, 0)]
    [InlineData(1f, 1f, false, 0.5)]
    [InlineData(1f, 1f, true, 1)]
    [InlineData(0.5f, 0.5f, false, 0.5)]
    [InlineData(0.5f, 0.5f, true, 0.625)]
    [InlineData(0.5f, 1f, false, 0.2)]
    [InlineData(2f, 1f, false, 0.8)]
    [InlineData(1f, 0.01f, true, 1)]
    [InlineData(0.1f, 0.01f, false, 0.990099)]
    [InlineData(1e18f, 0.01f, false, 1)]
    public void Smooth_l0_has_the_numbers_worked_out_by_hand(float importance, float width, bool normalised, double expected) =>
        Assert.Equal((float)expected, Value(new SmoothL0Penalty(new Anneal(width, width), normalised), 0, importance), 1e-6f);

    [Theory]
    [InlineData(0, 1f)]
    [InlineData(0.45, 0.505f)]
    [InlineData(0.9, 0.01f)]
    [InlineData(0.97, 0.01f)]
    public void The_width_is_where_an_importance_costs_one_half_and_follows_its_anneal(double progress, float width) =>
        Assert.Equal(0.5f, Value(new SmoothL0Penalty(new Anneal(1f, 0.01f, 0f, 0.9f), false), progress, width), 1e-5f);

    [Fact]
    public void Smooth_l0_is_flat_at_zero_and_steepest_at_the_width_over_the_root_of_three()
    {
        var penalty = new SmoothL0Penalty(new Anneal(0.2f, 0.2f), false);
        var at = 0.2f / MathF.Sqrt(3);
        var slopes = Slopes(penalty, [0f, 0.9f * at, at, 1.1f * at]);
        Assert.Equal(0f, slopes[0]);
        Assert.Equal(3 * MathF.Sqrt(3) / 8 / 0.2f, slopes[2], 1e-5f);
        Assert.True(slopes[1] < slopes[2] && slopes[3] < slopes[2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_agree_with_differences_in_double(bool normalised)
    {
        float[] importances = [0.01f, 0.05f, 0.2f, 0.7f, 1f, 1.3f];
        var smooth = Slopes(new SmoothL0Penalty(new Anneal(0.1f, 0.1f), normalised), importances);
        var power = Slopes(new PowerPenalty(new Anneal(0.4f, 0.4f), 1e-3f), importances);
        for (var i = 0; i < importances.Length; i++)
        {
            AssertSlope(c => c * c / ((c * c) + 0.01) * (normalised ? 1.01 : 1), importances[i], smooth[i]);
            AssertSlope(c => Math.Pow(c + 1e-3, 0.4), importances[i], power[i]);
        }
    }

    private static void AssertSlope(Func<double, double> cost, double at, float slope)
    {
        const double step = 1e-6;
        var expected = (cost(at + step) - cost(at - step)) / (2 * step);
        Assert.Equal(expected, slope, 2e-5 * Math.Max(1, Math.Abs(expected)));
    }

    private float Value(SmoothL0Penalty penalty, double progress, float importance)
    {
        penalty.Advance(progress);
        return Numbers.Scalar(_device, penalty.Of(new Graph().Read(Numbers.Variable("g", [1], importance))));
    }

    private float[] Slopes(IPenalty penalty, float[] importances)
    {
        penalty.Advance(0);
        var g = new Graph().Read(Numbers.Variable("g", [importances.Length], importances));
        return Eager.Evaluate(_device, Gradient.Of(penalty.Of(g).Sum(), [g])[0]);
    }
}
