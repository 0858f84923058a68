using System.Globalization;
using System.Xml.Linq;
using Cleave.Figures.Drawing;
using Cleave.Figures.Plots;

namespace Cleave.Figures.Tests;

/// <summary>A text of an SVG picture and the four corners of its box, measured with the font's widths.</summary>
internal sealed record PlacedText(string Text, IReadOnlyList<(double X, double Y)> Corners)
{
    // Capitals and digits are this high; what hangs below the baseline is thin, and neighbours may share that room.
    private const double Height = 0.72;
    private const double Below = 0.1;

    public static IReadOnlyList<PlacedText> In(Figure figure, FigureStyle style) =>
        [.. XDocument.Parse(figure.ToSvg(style)).Descendants().Where(e => e.Name.LocalName == "text").Select(Of)];

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Whether two texts cover each other: no line parallel to an edge of either separates them.</summary>
    public bool Meets(PlacedText other) => !Separates(this, other) && !Separates(other, this);

    private static bool Separates(PlacedText one, PlacedText other)
    {
        foreach (var edge in (int[])[0, 1])
        {
            var (dx, dy) = (one.Corners[edge + 1].X - one.Corners[edge].X, one.Corners[edge + 1].Y - one.Corners[edge].Y);
            double[] own = [.. one.Corners.Select(c => (c.X * dx) + (c.Y * dy))];
            double[] foreign = [.. other.Corners.Select(c => (c.X * dx) + (c.Y * dy))];
            if (own.Max() <= foreign.Min() || foreign.Max() <= own.Min())
                return true;
        }

        return false;
    }

    private static PlacedText Of(XElement element)
    {
        var (x, y, size) = (Number(element, "x"), Number(element, "y"), Number(element, "font-size"));
        var width = Helvetica.Width(element.Value, size, element.Attribute("font-weight")?.Value == "bold");
        var left = element.Attribute("text-anchor")?.Value switch { "middle" => -width / 2, "end" => -width, _ => 0 };
        var turn = element.Attribute("transform")?.Value.Split('(', ' ')[1] is { } angle ? double.Parse(angle, CultureInfo.InvariantCulture) : 0;
        var (sine, cosine) = Math.SinCos(turn * Math.PI / 180);
        (double, double) At(double dx, double dy) => (x + (dx * cosine) - (dy * sine), y + (dx * sine) + (dy * cosine));
        return new PlacedText(element.Value,
            [At(left, -Height * size), At(left + width, -Height * size), At(left + width, Below * size), At(left, Below * size)]);
    }
}
