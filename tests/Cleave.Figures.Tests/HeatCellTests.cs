using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cleave.Figures.Plots;
using Cleave.Figures.Toys;
using Cleave.Models.Toys;
using Xunit;

namespace Cleave.Figures.Tests;

public sealed partial class HeatCellTests
{
    private const string Brightest = "#fde725";

    [Fact]
    public void More_than_128_columns_are_drawn_one_by_one()
    {
        var values = new double[3, 200];
        values[0, 10] = values[1, 11] = values[2, 199] = 1;
        var cells = Cells(new HeatMap { Title = "t", Value = new Axis("v") { Low = 0, High = 1 }, Panels = [new HeatPanel("", values)] });

        Assert.Equal([(0, 10, 11), (1, 11, 12), (2, 199, 200)], Places(cells, 3, 200));
    }

    [Fact]
    public void One_hot_figure_draws_the_alive_columns_of_200_and_says_that_the_others_are_zero()
    {
        var importances = new float[5, 200];
        for (var f = 0; f < 5; f++)
            importances[f, 199 - (40 * f)] = 1;
        var map = OneHotFigure.Of([new OneHotSite("linear1", importances, new SiteTruth("linear1", TruthPattern.Identity, 5, 0.25f))]);
        var (found, expected) = (map.Panels[0], map.Panels[1]);

        Assert.Equal(["199", "159", "119", "79", "39"], found.ColumnLabels);
        Assert.Equal("195 others are 0 on every input.", found.Note);
        Assert.Equal(expected.Values.Cast<double>(), found.Values.Cast<double>());
        Assert.Equal([(0, 0, 1), (1, 1, 2), (2, 2, 3), (3, 3, 4), (4, 4, 5)], Places(Cells(map with { Panels = [found] }), 5, 5));
    }

    [Fact]
    public void One_hot_figure_keeps_the_place_of_a_feature_without_a_subcomponent()
    {
        var importances = new float[3, 4];
        importances[0, 3] = importances[2, 1] = 1;
        importances[2, 0] = 0.05f;
        var found = OneHotFigure.Of([new OneHotSite("a", importances, new SiteTruth("a", TruthPattern.Identity, 3, 1))]).Panels[0];

        Assert.Equal(["3", "–", "1"], found.ColumnLabels);
        Assert.True(double.IsNaN(found.Values[1, 1]));
        Assert.Equal("2 others stay at or below 0.1 (at most 0.0500). Grey: 1 of 3 features without a subcomponent.", found.Note);
    }

    [Fact]
    public void One_hot_figure_expects_dense_columns_of_any_value_and_zero_beyond()
    {
        var importances = new float[2, 3];
        importances[0, 0] = importances[1, 0] = importances[0, 2] = 1;
        var map = OneHotFigure.Of([new OneHotSite("a", importances, new SiteTruth("a", TruthPattern.Dense, 1, 1))]);

        Assert.Equal(["0", "2"], map.Panels[0].ColumnLabels);
        Assert.Equal([double.NaN, 0, double.NaN, 0], map.Panels[1].Values.Cast<double>());
    }

    [Fact]
    public void A_matrix_finer_than_pixels_shows_the_strongest_of_each_block_and_says_so()
    {
        var values = new double[1000, 1400];
        values[501, 333] = -1;
        var map = new HeatMap { Title = "t", Colours = ColourScale.Diverging, Panels = [new HeatPanel("p", values)] };
        var svg = map.ToSvg(FigureStyle.Screen);

        Assert.InRange(svg.Length, 1, 2_000_000);
        Assert.Contains("<path fill=\"#2166ac\"", svg, StringComparison.Ordinal);
        Assert.Contains(PlacedText.In(map, FigureStyle.Screen), t => t.Text == "Each cell shows the strongest of 2 × 2 values.");
    }

    [Fact]
    public void Values_at_the_low_end_of_a_logarithmic_scale_are_named() =>
        Assert.Contains(PlacedText.In(new HeatMap { Title = "t", Value = new Axis("v") { Log = true }, Panels = [new HeatPanel("", new double[,] { { 1, 1e-3, 0 } })] }, FigureStyle.Screen),
            t => t.Text == "Darkest: 0.001 or less.");

    private static (Box Plot, string Path) Cells(HeatMap map)
    {
        var picture = XDocument.Parse(map.ToSvg(FigureStyle.Screen)).Root!;
        var frame = picture.Descendants().First(e => e.Name.LocalName == "rect" && e.Attribute("fill")?.Value == "none");
        var bright = picture.Descendants().Single(e => e.Name.LocalName == "path" && e.Attribute("fill")!.Value == Brightest);
        return (new Box(PlacedText.Number(frame, "x"), PlacedText.Number(frame, "y"), PlacedText.Number(frame, "width"), PlacedText.Number(frame, "height")),
            bright.Attribute("d")!.Value);
    }

    // Row, first column and the column after the last of every rectangle.
    private static IEnumerable<(int Row, int From, int To)> Places((Box Plot, string Path) cells, int rows, int columns) =>
        Rectangle().Matches(cells.Path).Select(m => (
            Row: (int)Math.Round((Value(m, 2) - cells.Plot.Top) / cells.Plot.Height * rows),
            From: (int)Math.Round((Value(m, 1) - cells.Plot.Left) / cells.Plot.Width * columns),
            To: (int)Math.Round((Value(m, 3) - cells.Plot.Left) / cells.Plot.Width * columns))).Order();

    private static double Value(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H[\d.]+z")]
    private static partial Regex Rectangle();

    private sealed record Box(double Left, double Top, double Width, double Height);
}
