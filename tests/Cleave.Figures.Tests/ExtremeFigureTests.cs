using System.Xml.Linq;
using Cleave.Figures.Plots;
using Xunit;

namespace Cleave.Figures.Tests;

public sealed class ExtremeFigureTests
{
    private static readonly double[][] Extremes =
    [
        [],
        [double.NaN],
        [0],
        [-0.0, 0],
        [5],
        [1e308, -1e308],
        [double.MaxValue, double.Epsilon],
        [double.PositiveInfinity, double.NegativeInfinity, 3],
        [1e-320, 2e-320],
        [1e15, 1e15 + 0.125],
        [-1, -2, -3],
        [1, 1 + 1e-15],
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Extremes.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Extreme_values_draw_something_valid(int number)
    {
        var values = Extremes[number];
        var steps = Examples.Steps(values.Length);
        var matrix = new double[values.Length, values.Length > 0 ? 1 : 0];

        for (var i = 0; i < values.Length; i++)
        {
            matrix[i, 0] = values[i];
        }

        Figure[] figures =
        [
            LineChart.Of("t", new Axis("x"), new Axis("y"), new Series("s", steps, values)),
            LineChart.Of("t", new Axis("x") { Log = true }, new Axis("y") { Log = true }, new Series("s", values, values)),
            new ScatterPlot { Title = "t", X = new Axis("x"), Y = new Axis("y") { Log = true }, Series = [new("s", values, values)] },
            new Spectrum { Title = "t", Lines = [new("s", values)] },
            new BarChart { Title = "t", Categories = [.. steps.Select(step => $"c{step}")], Groups = [new("g", values)] },
            new HeatMap { Title = "t", Panels = [new("p", matrix)] },
            new HeatMap { Title = "t", Colours = ColourScale.Diverging, Panels = [new("p", matrix)] },
            new VectorPlot { Title = "t", Panels = [new("p", [.. values.Select((value, i) => new Arrow(i, value, value))])] },
        ];

        Assert.All(figures, Check);
    }

    [Fact]
    public void Nothing_at_all_draws_an_empty_picture()
    {
        Check(new LineChart { Title = "", Panels = [] });
        Check(new HeatMap { Title = "", Panels = [] });
        Check(new VectorPlot { Title = "", Panels = [] });
        Check(new BarChart { Title = "", Categories = [], Groups = [] });
    }

    [Fact]
    public void Hostile_text_stays_text()
    {
        const string Hostile = "</text><script>alert(\"1\")</script>&\u0000\ud800";
        var svg = LineChart.Of(Hostile, new Axis(Hostile), new Axis(Hostile), new Series(Hostile, [1, 2], [1, 2])).ToSvg(FigureStyle.Screen);

        Assert.DoesNotContain(XDocument.Parse(svg).Descendants(), element => element.Name.LocalName == "script");
    }

    private static void Check(Figure figure)
    {
        var svg = figure.ToSvg(FigureStyle.Screen);

        XDocument.Parse(svg);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("=\"-1E", svg, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(figure.ToCsv());
    }
}
