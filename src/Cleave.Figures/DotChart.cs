namespace Cleave.Figures;

/// <summary>The values of one category, with the value they are compared with where there is one.</summary>
public sealed record DotColumn(string Name, IReadOnlyList<double> Values, double? Reference = null);

/// <summary>One plot of a dot chart; every column is a category.</summary>
public sealed record DotPanel(string Title, Axis Y, IReadOnlyList<DotColumn> Columns);

/// <summary>
/// Every value as a dot above its category, a bar at their mean and a dashed line at what they are compared with. Categories have
/// colours and a legend; where there are more than colours, their names stand below each plot.
/// </summary>
public sealed record DotChart : Figure
{
    private const double Radius = 3;

    /// <summary>The plots; each fits its own axis.</summary>
    public required IReadOnlyList<DotPanel> Panels { get; init; }

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("panel", "category", "kind", "value");
        foreach (var panel in Panels)
        {
            foreach (var column in panel.Columns)
            {
                foreach (var value in column.Values)
                    csv.Row(panel.Title, column.Name, "value", value);
                if (column.Reference is { } reference)
                    csv.Row(panel.Title, column.Name, "reference", reference);
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw()
    {
        string[] names = [.. Panels.SelectMany(p => p.Columns).Select(c => c.Name).Distinct()];
        var below = names.Length > Palette.Count ? names.Max(n => Canvas.TextWidth(n, TextStyle.Tick.Size)) * 0.75 : 0;
        var layout = below > 0 ? new Layout(Title, [], Panels.Count, (Math.Max(310, 20 * names.Length), 210 + below)) : new Layout(Title, names, Panels.Count, (310, 210));
        foreach (var (index, panel) in Panels.Index())
            DrawPanel(layout.Canvas, layout.Panel(index), panel, names, below);
        return layout.Canvas;
    }

    private static void DrawPanel(Canvas canvas, Box box, DotPanel panel, string[] names, double below)
    {
        var y = Scale.Fit(panel.Columns.SelectMany(c => c.Values.Concat(c.Reference is { } reference ? [reference] : [])), panel.Y, 4);
        var plot = Frame.DrawVerticalOnly(canvas, box, panel.Title, (y, panel.Y), 8 + below);
        Frame.Heading(canvas, plot, panel.Title);
        canvas.Rectangle(plot, "none", Palette.Frame);
        var slot = plot.Width / Math.Max(1, panel.Columns.Count);
        foreach (var (index, column) in panel.Columns.Index().Where(_ => below > 0))
            canvas.Text(plot.Left + ((index + 0.5) * slot) + 3, plot.Bottom + 12, column.Name, TextStyle.Tick with { Anchor = "end", Angle = -45 });
        canvas.Clipped(plot, () =>
        {
            foreach (var (index, column) in panel.Columns.Index())
                DrawColumn(canvas, new Box(plot.Left + (index * slot), plot.Top, slot, plot.Height), y, column, Array.IndexOf(names, column.Name));
        });
    }

    private static void DrawColumn(Canvas canvas, Box box, Scale y, DotColumn column, int colour)
    {
        double[] drawable = [.. column.Values.Where(y.CanDraw)];
        foreach (var (index, value) in drawable.Index())
        {
            // Side by side, so that equal values stay countable.
            var across = drawable.Length < 2 ? 0 : ((index / (drawable.Length - 1.0)) - 0.5) * Math.Min(box.Width * 0.5, 8 * drawable.Length);
            canvas.Circle(box.MiddleX + across, y.Map(value, box.Bottom, box.Top), Radius, Palette.Line(colour), 0.7);
        }

        if (drawable.Length > 0)
            Across(drawable.Average(), 0.3, "", Palette.Line(colour));
        if (column.Reference is { } reference && y.CanDraw(reference))
            Across(reference, 0.45, "3 3", Palette.Ink);

        void Across(double value, double share, string dash, string stroke)
        {
            var at = y.Map(value, box.Bottom, box.Top);
            canvas.Polyline([(box.MiddleX - (share * box.Width), at), (box.MiddleX + (share * box.Width), at)], stroke, dash);
        }
    }
}
