namespace Cleave.Figures;

/// <summary>One plot of a line chart.</summary>
public sealed record LinePanel(string Title, IReadOnlyList<Series> Series);

/// <summary>Named lines over linear or logarithmic axes, in one plot or in several side by side.</summary>
public sealed record LineChart : Figure
{
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
                {
                    csv.Row(panel.Title, series.Name, series.X[i], series.Y[i]);
                }
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw()
    {
        var names = Panels.SelectMany(panel => panel.Series).Select(series => series.Name).Distinct().ToList();
        var layout = new Layout(Title, names, Panels.Count, Panels.Count <= 1 ? (660, 360) : (310, 220));

        foreach (var (index, panel) in Panels.Index())
        {
            DrawPanel(layout.Canvas, layout.Panel(index), panel, names);
        }

        return layout.Canvas;
    }

    internal Canvas DrawAs() => Draw();

    private void DrawPanel(Canvas canvas, Box box, LinePanel panel, List<string> names)
    {
        var count = Panels.Count <= 1 ? 7 : 4;
        var x = Scale.Fit(panel.Series.SelectMany(series => series.X), X, count);
        var y = Scale.Fit(panel.Series.SelectMany(series => series.Y), Y, count);
        var plot = Frame.Draw(canvas, box, panel.Title, (x, X), (y, Y));

        canvas.Clipped(plot, () =>
        {
            foreach (var series in panel.Series)
            {
                var colour = names.IndexOf(series.Name);

                foreach (var segment in Segments.Of(series, x, y, plot))
                {
                    DrawSegment(canvas, segment, colour);
                }
            }
        });
    }

    private static void DrawSegment(Canvas canvas, IReadOnlyList<(double X, double Y)> segment, int colour)
    {
        if (segment is [var only])
        {
            // A line of one point would be invisible.
            canvas.Circle(only.X, only.Y, 2.5, Palette.Line(colour));
        }
        else
        {
            canvas.Polyline(segment, Palette.Line(colour), Palette.Dash(colour));
        }
    }
}
