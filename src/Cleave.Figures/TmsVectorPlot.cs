namespace Cleave.Figures;

/// <summary>An arrow from the origin of the hidden plane; <paramref name="Feature"/> chooses its colour.</summary>
public sealed record Arrow(int Feature, double X, double Y);

/// <summary>The arrows of a weight matrix, or of one subcomponent's part in it.</summary>
public sealed record VectorPanel(string Title, IReadOnlyList<Arrow> Arrows);

/// <summary>
/// The columns of a matrix with two hidden dimensions as arrows: the target beside what each subcomponent contributes,
/// all to one scale, so that a faithful and clean decomposition shows each target arrow once.
/// </summary>
public sealed record TmsVectorPlot : Figure
{
    private const double ArrowHead = 7;

    // Within these neither a square nor a quotient of lengths leaves the range of doubles.
    private const double Smallest = 1e-150;
    private const double Largest = 1e150;

    /// <summary>The plots: the target first, then the subcomponents.</summary>
    public required IReadOnlyList<VectorPanel> Panels { get; init; }

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("panel", "feature", "x", "y");

        foreach (var panel in Panels)
        {
            foreach (var arrow in panel.Arrows)
            {
                csv.Row(panel.Title, (double)arrow.Feature, arrow.X, arrow.Y);
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw()
    {
        var arrows = Panels.SelectMany(panel => panel.Arrows).Where(CanDraw).ToList();
        var reach = arrows.Select(arrow => Math.Max(Math.Abs(arrow.X), Math.Abs(arrow.Y))).DefaultIfEmpty(0).Max();
        reach = reach > Smallest ? reach * 1.1 : 1;

        var features = Panels.SelectMany(panel => panel.Arrows).Select(arrow => arrow.Feature).DefaultIfEmpty(0).Max();
        var names = Enumerable.Range(0, Math.Clamp(features + 1, 1, 40)).Select(feature => $"feature {feature}").ToList();
        var layout = new Layout(Title, names, Panels.Count, (200, 218));

        foreach (var (index, panel) in Panels.Index())
        {
            DrawPanel(layout.Canvas, layout.Panel(index), panel, reach);
        }

        return layout.Canvas;
    }

    private static bool CanDraw(Arrow arrow) => Math.Abs(arrow.X) < Largest && Math.Abs(arrow.Y) < Largest;

    private static void DrawPanel(Canvas canvas, Box box, VectorPanel panel, double reach)
    {
        var plot = box.Inset(0, 18, 0, 0);
        var pixels = Math.Min(plot.Width, plot.Height) / 2;
        var step = Scale.NiceStep(reach, 2);

        Frame.Heading(canvas, plot, panel.Title);
        canvas.Clipped(plot, () =>
        {
            for (var radius = step; radius <= reach * 1.5; radius += step)
            {
                canvas.Ring(plot.MiddleX, plot.MiddleY, radius / reach * pixels, Palette.Grid);
            }

            canvas.Line(plot.Left, plot.MiddleY, plot.Right, plot.MiddleY, Palette.Grid);
            canvas.Line(plot.MiddleX, plot.Top, plot.MiddleX, plot.Bottom, Palette.Grid);

            foreach (var arrow in panel.Arrows.Where(CanDraw))
            {
                DrawArrow(canvas, plot, arrow, pixels / reach);
            }
        });
        canvas.Rectangle(plot, "none", Palette.Frame);

        var label = TextStyle.Tick with { Anchor = "start", Size = 9 };
        canvas.Text(plot.MiddleX + (step / reach * pixels) + 2, plot.MiddleY + 11, Numbers.Tick(step, step), label);
    }

    private static void DrawArrow(Canvas canvas, Box plot, Arrow arrow, double scale)
    {
        var (dx, dy) = (arrow.X * scale, -arrow.Y * scale);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        var (x, y) = (plot.MiddleX + dx, plot.MiddleY + dy);
        var colour = Palette.Line(Math.Max(0, arrow.Feature));

        // Shorter than its head an arrow has no direction to show; a dot says that it is there and small.
        if (length < ArrowHead)
        {
            canvas.Circle(x, y, 2, colour);

            return;
        }

        var (ux, uy) = (dx / length, dy / length);
        canvas.Line(plot.MiddleX, plot.MiddleY, x - (ux * ArrowHead * 0.8), y - (uy * ArrowHead * 0.8), colour, 2);
        var (baseX, baseY) = (x - (ArrowHead * ux), y - (ArrowHead * uy));
        canvas.Polygon([(x, y), (baseX - (3.5 * uy), baseY + (3.5 * ux)), (baseX + (3.5 * uy), baseY - (3.5 * ux))], colour);
    }
}
