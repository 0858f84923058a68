using System.Xml.Linq;
using Cleave.Figures.Plots;
using Xunit;

namespace Cleave.Figures.Tests;

public sealed class ScaleTests
{
    [Fact]
    public void Linear_ticks_are_round_numbers() =>
        Assert.Equal(["0", "10", "20", "30", "40", "50"], Labels(new Axis("x"), [0, 51]));

    [Fact]
    public void Ticks_far_from_zero_are_told_apart() =>
        Assert.Equal(["0.99995", "0.99996", "0.99997", "0.99998", "0.99999"], Labels(new Axis("x"), [0.999949, 0.999991]));

    [Fact]
    public void Logarithmic_ticks_are_powers_of_ten() =>
        Assert.Equal(["1e−4", "0.001", "0.01", "0.1", "1"], Labels(new Axis("x") { Log = true }, [1e-4, 1]));

    [Fact]
    public void Narrow_logarithmic_range_has_ticks_between_decades() =>
        Assert.Equal(["2", "3", "4", "5", "6", "7"], Labels(new Axis("x") { Log = true }, [1.5, 7]));

    [Fact]
    public void Small_range_far_from_zero_keeps_its_digits() =>
        Assert.Equal(["3.140", "3.145", "3.150", "3.155", "3.160"], Labels(new Axis("x"), [3.137, 3.162]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.4, 0.45)]
    [InlineData(0.5, 6)]
    [InlineData(11, 13)]
    [InlineData(1e-30, 1e30)]
    [InlineData(1e-300, 2e-300)]
    [InlineData(1, 1 + 1e-15)]
    [InlineData(3e15, 3e15 + 1)]
    public void Every_axis_has_at_least_two_different_ticks(double low, double high)
    {
        foreach (var most in (int[])[2, 3, 6])
        {
            foreach (var log in (bool[])[false, true])
            {
                var scale = Scale.Fit([low, high], new Axis("x") { Log = log }, most);
                Assert.InRange(scale.Labels.Distinct().Count(), 2, 10);
                Assert.Equal(scale.Ticks.Count, scale.Labels.Distinct().Count());
                Assert.All(scale.Ticks, tick => Assert.InRange(tick, scale.Low * (1 - 1e-9), scale.High * (1 + 1e-9)));
            }
        }
    }

    private static List<string> Labels(Axis axis, double[] x)
    {
        var svg = LineChart.Of("t", axis, new Axis("y"), new Series("", x, [0, 1])).ToSvg(FigureStyle.Screen);
        var texts = XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").ToList();

        // The ticks of the horizontal axis are the ones that share its line.
        var line = texts.First(text => text.Attribute("text-anchor")?.Value == "middle").Attribute("y")!.Value;

        return [.. texts.Where(text => text.Attribute("y")!.Value == line).Select(text => text.Value)];
    }
}
