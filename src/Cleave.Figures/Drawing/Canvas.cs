namespace Cleave.Figures.Drawing;

/// <summary>Collects shapes, in pixels of 1/96 inch from the upper left corner.</summary>
internal sealed class Canvas(double width, double height, string ground, double corner)
{
    private List<Shape> _shapes = [];

    public double Width => width;

    public double Height => height;

    /// <summary>Colour behind everything.</summary>
    public string Ground => ground;

    /// <summary>Radius of the picture's corners.</summary>
    public double Corner => corner;

    public IReadOnlyList<Shape> Shapes => _shapes;

    public void Rectangle(Box box, string fill, string stroke = "none") => _shapes.Add(new RectangleShape(box, fill, stroke));

    public void Cells(IReadOnlyList<Box> boxes, string fill) => _shapes.Add(new CellsShape(boxes, fill));

    public void Line(double x1, double y1, double x2, double y2, string stroke, double thickness = 1) =>
        Polyline([(x1, y1), (x2, y2)], stroke, thickness);

    public void Circle(double x, double y, double radius, string fill, bool faint = false) =>
        _shapes.Add(new CircleShape(x, y, radius, fill, "none", faint));

    public void Ring(double x, double y, double radius, string stroke) => _shapes.Add(new CircleShape(x, y, radius, "none", stroke, false));

    public void Polygon(IReadOnlyList<(double X, double Y)> points, string fill) => _shapes.Add(new PolygonShape(points, fill));

    public void Polyline(IReadOnlyList<(double X, double Y)> points, string stroke, double thickness = 1.6, double dash = 0) =>
        _shapes.Add(new PolylineShape(points, stroke, thickness, dash));

    /// <summary>Places a text by its baseline; an empty one is not drawn.</summary>
    public void Text(double x, double y, string text, TextStyle style)
    {
        if (text.Length > 0)
            _shapes.Add(new TextShape(x, y, text, style));
    }

    /// <summary>Places lines below each other, the first by its baseline.</summary>
    public void Lines(double x, double y, IEnumerable<string> lines, TextStyle style)
    {
        foreach (var (index, line) in lines.Index())
            Text(x, y + (index * style.LineHeight), line, style);
    }

    /// <summary>Draws with everything outside <paramref name="box"/> cut off.</summary>
    public void Clipped(Box box, Action draw) => Group(box, draw);

    /// <summary>Draws without smoothing of edges, which would leave seams between cells.</summary>
    public void Crisp(Action draw) => Group(null, draw);

    private void Group(Box? clip, Action draw)
    {
        var outer = _shapes;
        _shapes = [];
        draw();
        outer.Add(new GroupShape(clip, _shapes));
        _shapes = outer;
    }
}
