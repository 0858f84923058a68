using System.Globalization;
using System.Xml.Linq;
using Cleave.Figures.Plots;
using Xunit;

namespace Cleave.Figures.Tests;

public sealed class FigureTests
{
    public static TheoryData<string> Names => [.. Examples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Picture_is_valid_XML_with_its_title_and_no_broken_number(string name)
    {
        var figure = Examples.All[name];
        var svg = figure.ToSvg(FigureStyle.Screen);
        var root = XDocument.Parse(svg).Root!;

        Assert.Equal("svg", root.Name.LocalName);
        Assert.Equal(figure.Title, root.Elements().First().Value);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Same_data_give_the_same_bytes_in_any_culture(string name)
    {
        var figure = Examples.All[name];
        var first = (figure.ToSvg(FigureStyle.Screen), figure.ToCsv());
        var before = CultureInfo.CurrentCulture;

        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(first, ((figure with { }).ToSvg(FigureStyle.Screen), (figure with { }).ToCsv()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Written_files_are_the_pictures_and_the_table_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("cleave-figures-").FullName;

        try
        {
            Examples.Heat().Write(folder, "heat", FigureOutput.Screen);
            var files = Examples.Heat().Write(folder, "heat", new FigureOutput(FigureStyle.Screen, Pdf: true));

            Assert.Equal(Examples.Heat().ToSvg(FigureStyle.Screen), File.ReadAllText(files.Svg));
            Assert.Equal(Examples.Heat().ToCsv(), File.ReadAllText(files.Csv));
            Assert.Equal(Examples.Heat().ToPdf(FigureStyle.Screen), File.ReadAllBytes(files.Pdf!));
            Assert.Equal(["heat.csv", "heat.pdf", "heat.svg"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Table_holds_the_data_to_the_last_bit()
    {
        var y = new[] { 0.1 + 0.2, double.NaN, 1e-300 };
        var chart = LineChart.Of("t", new Axis("x"), new Axis("y"), new Series("a,\"b\"", [0, 1, 2], y));
        var lines = chart.ToCsv().TrimEnd('\n').Split('\n');

        Assert.Equal("panel,series,x,y", lines[0]);
        Assert.Equal(",\"a,\"\"b\"\"\",0,0.30000000000000004", lines[1]);
        Assert.Equal(y, lines[1..].Select(line => double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Heat_map_table_names_rows_and_columns() =>
        Assert.Contains("\n,x1,1,1\n", Examples.Heat().ToCsv(), StringComparison.Ordinal);

    [Fact]
    public void Every_category_is_named_below_each_plot()
    {
        var texts = PlacedText.In(Examples.All["dots"], FigureStyle.Screen).Select(t => t.Text).ToArray();

        Assert.Equal(2, texts.Count(t => t == "spd"));
        Assert.Equal(2, texts.Count(t => t == "vpd"));
    }

    [Fact]
    public void Lines_are_named_at_their_ends_and_none_is_dashed()
    {
        var svg = Examples.All["line-many"].ToSvg(FigureStyle.Screen);
        var texts = XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToArray();

        Assert.All(Enumerable.Range(0, 24), i => Assert.Contains($"site {i}", texts));
        Assert.DoesNotContain("stroke-dasharray", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Spectrum_of_many_sites_is_a_map_with_a_row_each()
    {
        var texts = PlacedText.In(Examples.All["spectrum-many"], FigureStyle.Screen).Select(t => t.Text).ToArray();

        Assert.All(Enumerable.Range(0, 36), i => Assert.Contains($"layers.{i}.mlp", texts));
    }

    [Fact]
    public void Gap_breaks_the_line()
    {
        var whole = LineChart.Of("t", new Axis("x"), new Axis("y"), new Series("", [0, 1, 2, 3, 4], [1, 2, 3, 4, 5]));
        var broken = LineChart.Of("t", new Axis("x"), new Axis("y"), new Series("", [0, 1, 2, 3, 4], [1, 2, double.NaN, 4, 5]));

        Assert.Equal((1, 2), (Strokes(whole), Strokes(broken)));
    }

    [Fact]
    public void Long_series_is_thinned_but_keeps_its_peak()
    {
        var y = Examples.Steps(100_000).Select(i => Math.Sin(i / 500)).ToArray();
        y[77_777] = 50;
        var svg = LineChart.Of("t", new Axis("x"), new Axis("y") { High = 50, Low = -2 }, new Series("", Examples.Steps(y.Length), y)).ToSvg(FigureStyle.Screen);
        var points = XDocument.Parse(svg).Descendants().Single(element => element.Name.LocalName == "polyline").Attribute("points")!.Value.Split(' ');
        var top = XDocument.Parse(svg).Descendants().First(element => element.Name.LocalName == "clipPath").Elements().Single().Attribute("y")!.Value;

        Assert.InRange(points.Length, 500, 2000);
        Assert.Contains(points, point => point.EndsWith("," + top, StringComparison.Ordinal));
    }

    // Within the clip, so without grid and frame.
    private static int Strokes(Figure figure) =>
        XDocument.Parse(figure.ToSvg(FigureStyle.Screen)).Descendants().Single(e => e.Name.LocalName == "g").Elements().Count();
}
