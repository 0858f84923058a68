namespace Cleave.Figures.Drawing;

/// <summary>What a canvas holds: the same shapes become SVG and PDF.</summary>
internal abstract record Shape;

internal sealed record RectangleShape(Box Box, string Fill, string Stroke) : Shape;

/// <summary>Many rectangles of one colour; those that share an edge have the same number for it, so that no gap shows.</summary>
internal sealed record CellsShape(IReadOnlyList<Box> Boxes, string Fill) : Shape;

internal sealed record CircleShape(double X, double Y, double Radius, string Fill, string Stroke, bool Faint) : Shape
{
    /// <summary>Opacity of faint ones, which may lie on each other.</summary>
    public const double FaintOpacity = 0.7;
}

internal sealed record PolygonShape(IReadOnlyList<(double X, double Y)> Points, string Fill) : Shape;

/// <summary>A line through points; a dash of 0 is an unbroken one.</summary>
internal sealed record PolylineShape(IReadOnlyList<(double X, double Y)> Points, string Stroke, double Thickness, double Dash) : Shape;

internal sealed record TextShape(double X, double Y, string Text, TextStyle Style) : Shape;

/// <summary>Shapes that are cut off outside a box; without one they are drawn without smoothing of edges.</summary>
internal sealed record GroupShape(Box? Clip, IReadOnlyList<Shape> Shapes) : Shape;
