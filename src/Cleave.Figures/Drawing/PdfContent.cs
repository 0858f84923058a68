using System.Globalization;
using System.Text;

namespace Cleave.Figures.Drawing;

/// <summary>The drawing operators of a PDF page (ISO 32000-1, 8 and 9) for the shapes of a canvas.</summary>
internal sealed class PdfContent
{
    /// <summary>PDF counts in 1/72 inch, a canvas in 1/96.</summary>
    public const double PointsPerPixel = 0.75;

    // A quarter of a circle as a Bézier curve, off by less than a thousandth of the radius.
    private const double Quarter = 0.5523;

    private const double Seam = 0.2;

    private readonly StringBuilder _text = new();

    public static string Of(Canvas canvas)
    {
        var content = new PdfContent();
        content.Add($"{P(PointsPerPixel)} 0 0 {P(-PointsPerPixel)} 0 {P(canvas.Height * PointsPerPixel)} cm");
        content.Add($"{Colour(canvas.Ground)} rg {Place(new Box(0, 0, canvas.Width, canvas.Height))} f");
        content.Add(canvas.Shapes);
        return content._text.ToString();
    }

    private void Add(string operators) => _text.Append(operators).Append('\n');

    private void Add(IEnumerable<Shape> shapes)
    {
        foreach (var shape in shapes)
            Add(shape);
    }

    private void Add(Shape shape)
    {
        switch (shape)
        {
            case RectangleShape s:
                Paint(Place(s.Box), s.Fill, s.Stroke);
                break;
            case CellsShape s:
                // Their own colour around them hides the seams that readers leave between neighbours.
                Add($"q {P(Seam)} w");
                Paint(string.Join('\n', s.Boxes.Select(Place)), s.Fill, s.Fill);
                Add("Q");
                break;
            case CircleShape s:
                Add(s.Faint ? $"q /{PdfWriter.Faint} gs" : "q");
                Paint(Circle(s), s.Fill, s.Stroke);
                Add("Q");
                break;
            case PolygonShape s:
                Paint($"{Path(s.Points)} h", s.Fill, "none");
                break;
            case PolylineShape s:
                Add($"q {P(s.Thickness)} w 1 j {(s.Dash > 0 ? $"[{P(s.Dash)}] 0 d " : "")}{Colour(s.Stroke)} RG {Path(s.Points)} S Q");
                break;
            case TextShape s:
                Add(s);
                break;
            case GroupShape s:
                Add(s.Clip is { } box ? $"q {Place(box)} W n" : "q");
                Add(s.Shapes);
                Add("Q");
                break;
            default:
                throw new ArgumentException($"{shape.GetType().Name} has no form in PDF.", nameof(shape));
        }
    }

    private void Paint(string path, string fill, string stroke)
    {
        var (filled, stroked) = (fill != "none", stroke != "none");
        if (filled || stroked)
            Add($"{(filled ? $"{Colour(fill)} rg " : "")}{(stroked ? $"{Colour(stroke)} RG " : "")}{path} {(filled, stroked) switch { (true, true) => "B", (true, _) => "f", _ => "S" }}");
    }

    private void Add(TextShape text)
    {
        var style = text.Style;
        var (sine, cosine) = Math.SinCos(style.Angle * Math.PI / 180);
        var back = style.Width(text.Text) * style.Anchor switch { Anchor.Middle => 0.5, Anchor.End => 1, _ => 0 };
        var (x, y) = (text.X - (back * cosine), text.Y - (back * sine));
        // The page's vertical axis points down here, a glyph's up.
        Add($"BT /{(style.Bold ? PdfWriter.Bold : PdfWriter.Regular)} {P(style.Size)} Tf {Colour(style.Colour)} rg "
            + $"{P(cosine)} {P(sine)} {P(sine)} {P(-cosine)} {P(x)} {P(y)} Tm {PdfText.Literal(text.Text)} Tj ET");
    }

    private static string Circle(CircleShape circle)
    {
        var (x, y, r) = (circle.X, circle.Y, circle.Radius);
        var k = Quarter * r;
        return $"{P(x + r)} {P(y)} m {P(x + r)} {P(y + k)} {P(x + k)} {P(y + r)} {P(x)} {P(y + r)} c "
            + $"{P(x - k)} {P(y + r)} {P(x - r)} {P(y + k)} {P(x - r)} {P(y)} c {P(x - r)} {P(y - k)} {P(x - k)} {P(y - r)} {P(x)} {P(y - r)} c "
            + $"{P(x + k)} {P(y - r)} {P(x + r)} {P(y - k)} {P(x + r)} {P(y)} c h";
    }

    private static string Path(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select((point, index) => $"{P(point.X)} {P(point.Y)} {(index == 0 ? "m" : "l")}"));

    private static string Place(Box box) => $"{P(box.Left)} {P(box.Top)} {P(box.Width)} {P(box.Height)} re";

    private static string Colour(string hexadecimal)
    {
        var value = int.Parse(hexadecimal.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return $"{Share(value >> 16)} {Share(value >> 8)} {Share(value)}";

        static string Share(int part) => Math.Round((part & 255) / 255.0, 4).ToString(CultureInfo.InvariantCulture);
    }

    private static string P(double value) => Numbers.Pixel(value);
}
