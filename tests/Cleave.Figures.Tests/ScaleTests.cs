using System.Xml.Linq;
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
        Assert.Equal(["10⁻⁴", "10⁻³", "0.01", "0.1", "1"], Labels(new Axis("x") { Log = true }, [1e-4, 1]));

    [Fact]
    public void Narrow_logarithmic_range_has_ticks_between_decades() =>
        Assert.Equal(["2", "5"], Labels(new Axis("x") { Log = true }, [1.5, 7]));

    [Fact]
    public void Small_range_far_from_zero_keeps_its_digits() =>
        Assert.Equal(["3.140", "3.145", "3.150", "3.155", "3.160"], Labels(new Axis("x"), [3.137, 3.162]));

    private static List<string> Labels(Axis axis, double[] x)
    {
        var svg = LineChart.Of("t", axis, new Axis("y"), new Series("", x, [0, 1])).ToSvg();
        var texts = XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").ToList();

        // The ticks of the horizontal axis are the ones that share its line.
        var line = texts.First(text => text.Attribute("text-anchor")?.Value == "middle").Attribute("y")!.Value;

        return [.. texts.Where(text => text.Attribute("y")!.Value == line).Select(text => text.Value)];
    }
}
