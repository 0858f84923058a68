using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>The values of one category, with the value they are compared with where there is one.</summary>
public sealed record DotColumn(string Name, IReadOnlyList<double> Values, double? Reference = null);

/// <summary>One plot of a dot chart; every column is a category.</summary>
public sealed record DotPanel(string Title, Axis Y, IReadOnlyList<DotColumn> Columns);

/// <summary>
/// Every value as a dot above its category's name, a bar at their mean and a dashed line at what they are compared with. A category has
/// the same colour in every plot.
/// </summary>
public sealed record DotChart : Figure
{
    private const double Radius = 3;
    private const double LeastSlot = 18;

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

    private protected override Canvas Draw(FigureStyle style)
    {
        string[] names = [.. Panels.SelectMany(p => p.Columns).Select(c => c.Name).Distinct()];
        var most = Panels.Select(p => p.Columns.Count).DefaultIfEmpty(0).Max();
        var size = new PanelSize(Math.Max(310, (LeastSlot * most) + Frame.UprightRoom(style)), Math.Max(145, (style.Tick.LineHeight * most) + Frame.UprightRoom(style)),
            width => (150 * Math.Min(1, width / 200)) + LabelHeight(style, width));
        var layout = new Layout(style, this, [.. Panels.Select(p => p.Title)], size);
        foreach (var (index, panel) in Panels.Index())
            layout.DrawHeading(index, DrawPanel(layout.Canvas, style, layout.Panel(index), panel, names));
        return layout.Canvas;
    }

    private double LabelHeight(FigureStyle style, double width) =>
        Panels.Select(p => new CategoryLabels(style, p.Columns.Select(c => c.Name), width).Height).DefaultIfEmpty(0).Max();

    private Box DrawPanel(Canvas canvas, FigureStyle style, Box box, DotPanel panel, string[] names)
    {
        var values = panel.Columns.SelectMany(c => c.Values.Concat(c.Reference is { } reference ? [reference] : []));
        var (plot, y) = Frame.DrawUpright(canvas, style, box, (values, panel.Y), LabelHeight(style, box.Width));
        canvas.Rectangle(plot, "none", Palette.Frame);
        new CategoryLabels(style, panel.Columns.Select(c => c.Name), box.Width).Draw(canvas, plot);
        var slot = plot.Width / Math.Max(1, panel.Columns.Count);
        // A little beyond the plot, so that a dot on its edge stays whole.
        canvas.Clipped(plot.Inset(-Radius, -Radius, -Radius, -Radius), () =>
        {
            foreach (var (index, column) in panel.Columns.Index())
                DrawColumn(canvas, new Box(plot.Left + (index * slot), plot.Top, slot, plot.Height), y, column, Array.IndexOf(names, column.Name));
        });
        return plot;
    }

    private static void DrawColumn(Canvas canvas, Box box, Scale y, DotColumn column, int colour)
    {
        double[] drawable = [.. column.Values.Where(y.CanDraw)];
        foreach (var (index, value) in drawable.Index())
        {
            // Side by side, so that equal values stay countable.
            var across = drawable.Length < 2 ? 0 : ((index / (drawable.Length - 1.0)) - 0.5) * Math.Min(box.Width * 0.5, 8 * drawable.Length);
            canvas.Circle(box.MiddleX + across, y.Map(value, box.Bottom, box.Top), Radius, Palette.Line(colour), faint: true);
        }

        if (drawable.Length > 0)
            Across(drawable.Average(), 0.3, 0, Palette.Line(colour));
        if (column.Reference is { } reference && y.CanDraw(reference))
            Across(reference, 0.45, 3, Palette.Ink);

        void Across(double value, double share, double dash, string stroke)
        {
            var at = y.Map(value, box.Bottom, box.Top);
            canvas.Polyline([(box.MiddleX - (share * box.Width), at), (box.MiddleX + (share * box.Width), at)], stroke, 1.6, dash);
        }
    }
}
