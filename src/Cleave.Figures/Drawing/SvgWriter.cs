using System.Text;

namespace Cleave.Figures.Drawing;

/// <summary>Writes a canvas as SVG.</summary>
internal sealed class SvgWriter
{
    // The layout is measured with Helvetica's widths; the others have the same.
    private const string Fonts = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif";

    private readonly StringBuilder _text = new();

    public static string Write(Canvas canvas, string title)
    {
        var writer = new SvgWriter();
        var (width, height) = (P(canvas.Width), P(canvas.Height));
        writer.Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{Fonts}\" role=\"img\">");
        writer.Add($"<title>{Escape(title)}</title>");
        writer.Add($"<rect width=\"{width}\" height=\"{height}\"{(canvas.Corner > 0 ? $" rx=\"{P(canvas.Corner)}\"" : "")} fill=\"{canvas.Ground}\"/>");
        writer.Add(canvas.Shapes);
        writer.Add("</svg>");
        return writer._text.ToString();
    }

    private void Add(string element) => _text.Append(element).Append('\n');

    private void Add(IEnumerable<Shape> shapes)
    {
        foreach (var shape in shapes)
        {
            if (shape is GroupShape group)
                Add(group);
            else
                Add(Element(shape));
        }
    }

    private void Add(GroupShape group)
    {
        if (group.Clip is { } box)
        {
            // Named by its place, so that pictures set into one page may use each other's.
            var id = $"clip-{P(box.Left)}-{P(box.Top)}-{P(box.Width)}-{P(box.Height)}";
            Add($"<clipPath id=\"{id}\"><rect {Place(box)}/></clipPath>");
            Add($"<g clip-path=\"url(#{id})\">");
        }
        else
        {
            Add("<g shape-rendering=\"crispEdges\">");
        }

        Add(group.Shapes);
        Add("</g>");
    }

    private static string Element(Shape shape) => shape switch
    {
        RectangleShape s => $"<rect {Place(s.Box)} fill=\"{s.Fill}\"{(s.Stroke == "none" ? "" : $" stroke=\"{s.Stroke}\"")}/>",
        CellsShape s => $"<path fill=\"{s.Fill}\" d=\"{string.Concat(s.Boxes.Select(b => $"M{P(b.Left)} {P(b.Top)}H{P(b.Right)}V{P(b.Bottom)}H{P(b.Left)}z"))}\"/>",
        CircleShape s => $"<circle cx=\"{P(s.X)}\" cy=\"{P(s.Y)}\" r=\"{P(s.Radius)}\" fill=\"{s.Fill}\""
            + $"{(s.Stroke == "none" ? "" : $" stroke=\"{s.Stroke}\"")}{(s.Faint ? $" fill-opacity=\"{P(CircleShape.FaintOpacity)}\"" : "")}/>",
        PolygonShape s => $"<polygon points=\"{Join(s.Points)}\" fill=\"{s.Fill}\"/>",
        PolylineShape { Points: [var (x1, y1), var (x2, y2)] } s =>
            $"<line x1=\"{P(x1)}\" y1=\"{P(y1)}\" x2=\"{P(x2)}\" y2=\"{P(y2)}\" {Stroke(s)}/>",
        PolylineShape s => $"<polyline points=\"{Join(s.Points)}\" fill=\"none\" {Stroke(s)} stroke-linejoin=\"round\"/>",
        TextShape s => Text(s),
        _ => throw new ArgumentException($"{shape.GetType().Name} has no form in SVG.", nameof(shape)),
    };

    private static string Stroke(PolylineShape shape) =>
        $"stroke=\"{shape.Stroke}\" stroke-width=\"{P(shape.Thickness)}\"{(shape.Dash > 0 ? $" stroke-dasharray=\"{P(shape.Dash)}\"" : "")}";

    private static string Text(TextShape text) =>
        $"<text x=\"{P(text.X)}\" y=\"{P(text.Y)}\" font-size=\"{P(text.Style.Size)}\" fill=\"{text.Style.Colour}\""
        + (text.Style.Anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" })
        + (text.Style.Bold ? " font-weight=\"bold\"" : "")
        + (text.Style.Angle == 0 ? "" : $" transform=\"rotate({P(text.Style.Angle)} {P(text.X)} {P(text.Y)})\"")
        + $">{Escape(text.Text)}</text>";

    private static string P(double value) => Numbers.Pixel(value);

    private static string Place(Box box) => $"x=\"{P(box.Left)}\" y=\"{P(box.Top)}\" width=\"{P(box.Width)}\" height=\"{P(box.Height)}\"";

    private static string Join(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{P(point.X)},{P(point.Y)}"));

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Control characters are not allowed in XML at all, whatever the escape.
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                < 32 or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }
}
