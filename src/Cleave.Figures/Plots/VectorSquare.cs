using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Draws the arrows of one matrix in a square with the origin in its middle.</summary>
/// <param name="canvas">Where to.</param>
/// <param name="style">How.</param>
/// <param name="plot">The square.</param>
/// <param name="reach">The value at its edges.</param>
internal sealed class VectorSquare(Canvas canvas, FigureStyle style, Box plot, double reach)
{
    private const double ArrowHead = 7;
    private const int Rings = 3;

    private readonly double _scale = Math.Min(plot.Width, plot.Height) / 2 / reach;
    private readonly List<Box> _labels = [];

    public void Draw(IEnumerable<Arrow> arrows)
    {
        var drawn = arrows.ToList();
        canvas.Clipped(plot, () =>
        {
            DrawRings();
            foreach (var arrow in drawn)
                DrawArrow(arrow);
        });
        canvas.Rectangle(plot, "none", Palette.Frame);
        LabelRings();
        foreach (var arrow in drawn.OrderByDescending(a => Math.Max(Math.Abs(a.X), Math.Abs(a.Y))))
            LabelArrow(arrow);
    }

    private double Step => Scale.NiceStep(reach, Rings);

    private void DrawRings()
    {
        for (var radius = Step; radius <= reach * 1.5; radius += Step)
            canvas.Ring(plot.MiddleX, plot.MiddleY, radius * _scale, Palette.Grid);
        canvas.Line(plot.Left, plot.MiddleY, plot.Right, plot.MiddleY, Palette.Grid);
        canvas.Line(plot.MiddleX, plot.Top, plot.MiddleX, plot.Bottom, Palette.Grid);
    }

    private void LabelRings()
    {
        double[] radii = [.. Enumerable.Range(1, 2 * Rings).Select(i => i * Step).TakeWhile(radius => radius < reach)];
        foreach (var (radius, label) in radii.Zip(Numbers.Ticks(radii, Step)))
            Place(plot.MiddleX + (radius * _scale), plot.MiddleY + (style.TickSize * 0.6), label, style.Tick);
    }

    private void LabelArrow(Arrow arrow)
    {
        var (x, y, length) = Tip(arrow);
        if (length < ArrowHead)
            return;
        var share = (length + (style.TickSize * 0.75)) / length;
        Place(plot.MiddleX + ((x - plot.MiddleX) * share), plot.MiddleY + ((y - plot.MiddleY) * share), Numbers.Exact(arrow.Feature),
            style.Tick with { Colour = Palette.Line(Math.Max(0, arrow.Feature)), Bold = true });
    }

    // Around a middle, unless it would cover another label or leave the square.
    private void Place(double x, double y, string text, TextStyle look)
    {
        var (width, height) = (look.Width(text), look.Size);
        var box = new Box(x - (width / 2), y - (height / 2), width, height);
        if (box.Left < plot.Left + 1 || box.Right > plot.Right - 1 || box.Top < plot.Top + 1 || box.Bottom > plot.Bottom - 1 || _labels.Exists(box.Meets))
            return;
        _labels.Add(box);
        canvas.Text(x, y + (0.36 * look.Size), text, look.Middle);
    }

    private void DrawArrow(Arrow arrow)
    {
        var (x, y, length) = Tip(arrow);
        var colour = Palette.Line(Math.Max(0, arrow.Feature));
        // Shorter than its head an arrow has no direction to show; a dot says that it is there and small.
        if (length < ArrowHead)
        {
            canvas.Circle(x, y, 2, colour);
            return;
        }

        var (ux, uy) = ((x - plot.MiddleX) / length, (y - plot.MiddleY) / length);
        canvas.Line(plot.MiddleX, plot.MiddleY, x - (ux * ArrowHead * 0.8), y - (uy * ArrowHead * 0.8), colour, 2);
        var (baseX, baseY) = (x - (ArrowHead * ux), y - (ArrowHead * uy));
        canvas.Polygon([(x, y), (baseX - (3.5 * uy), baseY + (3.5 * ux)), (baseX + (3.5 * uy), baseY - (3.5 * ux))], colour);
    }

    private (double X, double Y, double Length) Tip(Arrow arrow)
    {
        var (dx, dy) = (arrow.X * _scale, -arrow.Y * _scale);
        return (plot.MiddleX + dx, plot.MiddleY + dy, Math.Sqrt((dx * dx) + (dy * dy)));
    }
}
