using System.Text;

namespace Cleave.Figures;

/// <summary>Collects SVG elements.</summary>
internal sealed class Canvas(double width, double height)
{
    private const string Fonts = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

    private readonly StringBuilder _body = new();

    private int _clips;

    /// <summary>Room that a text will take, near enough for layout.</summary>
    public static double TextWidth(string text, double size) => text.Length * size * 0.56;

    public void Rectangle(Box box, string fill, string stroke = "none") =>
        Add($"<rect {Place(box)} fill=\"{fill}\"{(stroke == "none" ? "" : $" stroke=\"{stroke}\"")}/>");

    public void Line(double x1, double y1, double x2, double y2, string stroke, double thickness = 1) =>
        Add($"<line x1=\"{P(x1)}\" y1=\"{P(y1)}\" x2=\"{P(x2)}\" y2=\"{P(y2)}\" stroke=\"{stroke}\" stroke-width=\"{P(thickness)}\"/>");

    public void Circle(double x, double y, double radius, string fill, double opacity = 1) =>
        Add($"<circle cx=\"{P(x)}\" cy=\"{P(y)}\" r=\"{P(radius)}\" fill=\"{fill}\"{(opacity < 1 ? $" fill-opacity=\"{P(opacity)}\"" : "")}/>");

    public void Ring(double x, double y, double radius, string stroke) =>
        Add($"<circle cx=\"{P(x)}\" cy=\"{P(y)}\" r=\"{P(radius)}\" fill=\"none\" stroke=\"{stroke}\"/>");

    public void Polygon(IEnumerable<(double X, double Y)> points, string fill) =>
        Add($"<polygon points=\"{Join(points)}\" fill=\"{fill}\"/>");

    public void Polyline(IEnumerable<(double X, double Y)> points, string stroke, string dash = "") =>
        Add($"<polyline points=\"{Join(points)}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.6\" stroke-linejoin=\"round\""
            + $"{(dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"")}/>");

    public void Text(double x, double y, string text, TextStyle style) =>
        Add($"<text x=\"{P(x)}\" y=\"{P(y)}\" font-size=\"{P(style.Size)}\" fill=\"{style.Colour}\""
            + (style.Anchor == "start" ? "" : $" text-anchor=\"{style.Anchor}\"")
            + (style.Bold ? " font-weight=\"600\"" : "")
            + (style.Angle == 0 ? "" : $" transform=\"rotate({P(style.Angle)} {P(x)} {P(y)})\"")
            + $">{Escape(text)}</text>");

    /// <summary>Draws with everything outside <paramref name="box"/> cut off.</summary>
    public void Clipped(Box box, Action draw)
    {
        var id = $"clip{_clips++}";
        Add($"<clipPath id=\"{id}\"><rect {Place(box)}/></clipPath>");
        Add($"<g clip-path=\"url(#{id})\">");
        draw();
        Add("</g>");
    }

    /// <summary>Draws without smoothing of edges, which would leave seams between cells.</summary>
    public void Crisp(Action draw)
    {
        Add("<g shape-rendering=\"crispEdges\">");
        draw();
        Add("</g>");
    }

    public string ToSvg(string title) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{P(width)}\" height=\"{P(height)}\" viewBox=\"0 0 {P(width)} {P(height)}\" "
        + $"font-family=\"{Fonts}\" role=\"img\">\n<title>{Escape(title)}</title>\n"
        + $"<rect width=\"{P(width)}\" height=\"{P(height)}\" rx=\"6\" fill=\"{Palette.Ground}\"/>\n{_body}</svg>\n";

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

    private void Add(string element) => _body.Append(element).Append('\n');
}
