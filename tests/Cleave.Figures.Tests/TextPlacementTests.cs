using System.Xml.Linq;
using Cleave.Figures.Drawing;
using Cleave.Figures.Plots;
using Xunit;

namespace Cleave.Figures.Tests;

/// <summary>No text is cut off, crosses a frame or covers another, on a screen and in a paper.</summary>
public sealed class TextPlacementTests
{
    public static TheoryData<string, bool> Figures => [.. from name in Examples.All.Keys from paper in (bool[])[false, true] select (name, paper)];

    [Theory]
    [MemberData(nameof(Figures))]
    public void Texts_lie_within_the_picture(string name, bool paper)
    {
        var (picture, texts) = Draw(name, paper);
        var (width, height) = (PlacedText.Number(picture, "width"), PlacedText.Number(picture, "height"));

        Assert.All(texts.SelectMany(t => t.Corners.Select(c => (t.Text, c.X, c.Y))), corner =>
        {
            Assert.InRange(corner.X, 0, width);
            Assert.InRange(corner.Y, 0, height);
        });
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Texts_do_not_cover_each_other(string name, bool paper)
    {
        var (_, texts) = Draw(name, paper);

        Assert.Empty(from pair in texts.Index()
                     from other in texts.Skip(pair.Index + 1)
                     where pair.Item.Meets(other)
                     select $"'{pair.Item.Text}' and '{other.Text}'");
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Texts_lie_within_a_plots_frame_or_outside_of_it(string name, bool paper)
    {
        var (picture, texts) = Draw(name, paper);
        var frames = picture.Descendants().Where(e => e.Name.LocalName == "rect" && e.Attribute("fill")?.Value == "none").Select(Frame).ToArray();

        Assert.Empty(from text in texts
                     from frame in frames
                     where frame.Meets(text) && !text.Corners.All(c => Contains(frame, c))
                     select text.Text);
    }

    [Fact]
    public void A_turned_text_covers_only_what_its_box_reaches()
    {
        PlacedText turned = new("a", [(0, 10), (10, 0), (12, 2), (2, 12)]), corner = new("b", [(0, 0), (4, 0), (4, 4), (0, 4)]), middle = new("c", [(4, 4), (8, 4), (8, 8), (4, 8)]);

        Assert.Equal((false, true), (turned.Meets(corner), turned.Meets(middle)));
    }

    [Fact]
    public void A_figure_for_a_paper_is_one_column_wide() =>
        Assert.All(Examples.All.Values, figure => Assert.Equal(3.3 * 96, PlacedText.Number(XDocument.Parse(figure.ToSvg(FigureStyle.Paper)).Root!, "width"), 0.01));

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData(" ", 278, 278)]
    [InlineData("A", 667, 722)]
    [InlineData("Wi", 944 + 222, 944 + 278)]
    [InlineData("1e−4", 556 + 556 + 584 + 556, 556 + 556 + 584 + 556)]
    [InlineData("é×", 556 + 584, 556 + 584)]
    public void Widths_are_those_of_the_fonts_metrics(string text, int regular, int bold) =>
        Assert.Equal((regular, bold), (Helvetica.Width(text, 1000), Helvetica.Width(text, 1000, bold: true)));

    [Fact]
    public void A_long_name_keeps_its_ends()
    {
        var style = new TextStyle(10);
        var shortened = TextFit.Shorten("model.layers.11.mlp.down_proj", 80, style);

        Assert.StartsWith("model", shortened, StringComparison.Ordinal);
        Assert.EndsWith("proj", shortened, StringComparison.Ordinal);
        Assert.InRange(style.Width(shortened), 60, 80);
    }

    private static (XElement Picture, IReadOnlyList<PlacedText> Texts) Draw(string name, bool paper)
    {
        var style = paper ? FigureStyle.Paper : FigureStyle.Screen;
        return (XDocument.Parse(Examples.All[name].ToSvg(style)).Root!, PlacedText.In(Examples.All[name], style));
    }

    private static PlacedText Frame(XElement rectangle)
    {
        var (x, y) = (PlacedText.Number(rectangle, "x"), PlacedText.Number(rectangle, "y"));
        var (right, bottom) = (x + PlacedText.Number(rectangle, "width"), y + PlacedText.Number(rectangle, "height"));
        return new PlacedText("", [(x, y), (right, y), (right, bottom), (x, bottom)]);
    }

    private static bool Contains(PlacedText frame, (double X, double Y) corner) =>
        corner.X >= frame.Corners[0].X && corner.X <= frame.Corners[2].X && corner.Y >= frame.Corners[0].Y && corner.Y <= frame.Corners[2].Y;
}
