using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>One plot of a line chart.</summary>
public sealed record LinePanel(string Title, IReadOnlyList<Series> Series);

/// <summary>
/// Lines over linear or logarithmic axes, in one plot or in several side by side; several lines are named at their ends. Of more lines than
/// there is room for names, the plot says how many it names.
/// </summary>
public sealed record LineChart : Figure
{
    private const int MostNames = 40;
    private const double AxisRoom = 50;

    /// <summary>The plots; each fits its own axes.</summary>
    public required IReadOnlyList<LinePanel> Panels { get; init; }

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new("step");

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new("");

    /// <summary>A chart with one plot.</summary>
    public static LineChart Of(string title, Axis x, Axis y, params IReadOnlyList<Series> series) =>
        new() { Title = title, X = x, Y = y, Panels = [new LinePanel("", series)] };

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("panel", "series", "x", "y");
        foreach (var panel in Panels)
        {
            foreach (var series in panel.Series)
            {
                for (var i = 0; i < series.X.Count; i++)
                    csv.Row(panel.Title, series.Name, series.X[i], series.Y[i]);
            }
        }

        return csv.ToString();
    }

    internal Canvas DrawAs(FigureStyle style) => Draw(style);

    private protected override Canvas Draw(FigureStyle style)
    {
        var names = Math.Min(MostNames, Panels.Select(p => p.Series.Count).DefaultIfEmpty(0).Max());
        var least = (names * style.Tick.LineHeight) + AxisRoom;
        var size = Panels.Count <= 1
            ? new PanelSize(660, 250, width => Math.Max(360 * Math.Min(1, width / 500), least))
            : new PanelSize(310, 140, width => Math.Max(200 * Math.Min(1, width / 240), least));
        var layout = new Layout(style, this, [.. Panels.Select(Heading)], size);
        foreach (var (index, panel) in Panels.Index())
            layout.DrawHeading(index, DrawPanel(layout.Canvas, style, layout.Panel(index), panel));
        return layout.Canvas;
    }

    private static string Heading(LinePanel panel) => panel.Series.Count <= MostNames ? panel.Title
        : $"{panel.Title} ({MostNames} of {panel.Series.Count} lines are named)".TrimStart();

    private Box DrawPanel(Canvas canvas, FigureStyle style, Box box, LinePanel panel)
    {
        var labels = new LineLabels(style, [.. panel.Series.Select(s => s.Name)], box.Width);
        var (plot, x, y) = Frame.Draw(canvas, style, box,
            (panel.Series.SelectMany(s => s.X), X), (panel.Series.SelectMany(s => s.Y), Y), labels.Room);
        var lines = panel.Series.Index().Select(s => (s.Index, Segments: Segments.Of(s.Item, x, y, plot).ToList())).ToList();
        canvas.Clipped(plot, () =>
        {
            foreach (var (index, segments) in lines)
            {
                foreach (var segment in segments)
                    DrawSegment(canvas, segment, index);
            }
        });
        labels.Draw(canvas, plot, Named(lines.Where(l => l.Segments.Count > 0).Select(l => (l.Index, l.Segments[^1][^1].Y))));
        return plot;
    }

    // Evenly over where the lines end.
    private static IEnumerable<(int Index, double Y)> Named(IEnumerable<(int Index, double Y)> ends)
    {
        var sorted = ends.OrderBy(e => e.Y).ToList();
        return sorted.Count <= MostNames ? sorted : Enumerable.Range(0, MostNames).Select(i => sorted[i * (sorted.Count - 1) / (MostNames - 1)]);
    }

    private static void DrawSegment(Canvas canvas, IReadOnlyList<(double X, double Y)> segment, int colour)
    {
        // A line of one point, or of several in one place, would be invisible.
        var first = segment[0];
        if (segment.All(point => Math.Abs(point.X - first.X) + Math.Abs(point.Y - first.Y) < 1))
            canvas.Circle(first.X, first.Y, 2.5, Palette.Line(colour));
        else
            canvas.Polyline(segment, Palette.Line(colour));
    }
}
