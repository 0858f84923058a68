using System.Globalization;
using System.Xml.Linq;
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
        var svg = figure.ToSvg();
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
        var first = (figure.ToSvg(), figure.ToCsv());
        var before = CultureInfo.CurrentCulture;

        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(first, ((figure with { }).ToSvg(), (figure with { }).ToCsv()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Written_files_are_the_picture_and_the_table_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("cleave-figures-").FullName;

        try
        {
            Examples.Heat().Write(folder, "heat");
            var files = Examples.Heat().Write(folder, "heat");

            Assert.Equal(Examples.Heat().ToSvg(), File.ReadAllText(files.Svg));
            Assert.Equal(Examples.Heat().ToCsv(), File.ReadAllText(files.Csv));
            Assert.Equal(["heat.csv", "heat.svg"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
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
    public void Categories_beyond_the_colours_are_named_below_the_plot_within_the_picture()
    {
        var picture = XDocument.Parse(Examples.All["dots-many"].ToSvg()).Root!;
        var names = picture.Descendants().Where(e => e.Name.LocalName == "text" && e.Value.StartsWith("without-part-", StringComparison.Ordinal)).ToArray();
        var (width, height) = (Number(picture, "width"), Number(picture, "height"));

        Assert.Equal(12, names.Length);
        Assert.All(names, name =>
        {
            // Turned by 45 degrees, a name ends at its anchor and begins left of it and below.
            var reach = 0.75 * 6.5 * name.Value.Length;
            Assert.InRange(Number(name, "x") - reach, 0, width);
            Assert.InRange(Number(name, "y") + reach, 0, height);
        });

        static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Gap_breaks_the_line()
    {
        var whole = LineChart.Of("t", new Axis("x"), new Axis("y"), new Series("", [0, 1, 2, 3, 4], [1, 2, 3, 4, 5]));
        var broken = LineChart.Of("t", new Axis("x"), new Axis("y"), new Series("", [0, 1, 2, 3, 4], [1, 2, double.NaN, 4, 5]));

        Assert.Equal((1, 2), (Count(whole, "polyline"), Count(broken, "polyline")));
    }

    [Fact]
    public void Long_series_is_thinned_but_keeps_its_peak()
    {
        var y = Examples.Steps(100_000).Select(i => Math.Sin(i / 500)).ToArray();
        y[77_777] = 50;
        var svg = LineChart.Of("t", new Axis("x"), new Axis("y") { High = 50, Low = -2 }, new Series("", Examples.Steps(y.Length), y)).ToSvg();
        var points = XDocument.Parse(svg).Descendants().Single(element => element.Name.LocalName == "polyline").Attribute("points")!.Value.Split(' ');
        var top = XDocument.Parse(svg).Descendants().First(element => element.Name.LocalName == "clipPath").Elements().Single().Attribute("y")!.Value;

        Assert.InRange(points.Length, 500, 2000);
        Assert.Contains(points, point => point.EndsWith("," + top, StringComparison.Ordinal));
    }

    private static int Count(Figure figure, string element) =>
        XDocument.Parse(figure.ToSvg()).Descendants().Count(found => found.Name.LocalName == element);
}
