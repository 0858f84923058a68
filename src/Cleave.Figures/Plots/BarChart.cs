using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>One value a category.</summary>
public sealed record BarGroup(string Name, IReadOnlyList<double> Values);

/// <summary>Bars by category, several groups side by side; NaN is a missing bar.</summary>
public sealed record BarChart : Figure
{
    private const double LeastSlot = 13;

    /// <summary>The categories along the horizontal axis.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The groups; each has one value a category.</summary>
    public required IReadOnlyList<BarGroup> Groups { get; init; }

    /// <summary>The title of the horizontal axis.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>The vertical axis, always linear and with zero in view.</summary>
    public Axis Y { get; init; } = new("");

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("category", "group", "value");
        foreach (var group in Groups)
        {
            foreach (var (category, value) in Categories.Zip(group.Values))
                csv.Row(category, group.Name, value);
        }

        return csv.ToString();
    }

    private protected override Canvas Draw(FigureStyle style)
    {
        var title = XTitle.Length > 0 ? style.Text.LineHeight + 2 : 0;
        var size = new PanelSize(Math.Max(640, (LeastSlot * Categories.Count) + Frame.UprightRoom(style)), 250,
            width => (260 * Math.Min(1, width / 400)) + new CategoryLabels(style, Categories, width).Height + title);
        var layout = new Layout(style, this, [""], size, Groups.Count > 1 ? [.. Groups.Select(group => group.Name)] : []);
        var panel = layout.Panel(0);
        var labels = new CategoryLabels(style, Categories, panel.Width);
        var (plot, y) = Frame.DrawUpright(layout.Canvas, style, panel,
            (Groups.SelectMany(group => group.Values), Y with { Log = false, WithZero = true }), labels.Height + title);
        layout.Canvas.Clipped(plot, () => DrawBars(layout.Canvas, plot, y));
        var zero = Math.Clamp(y.Map(0, plot.Bottom, plot.Top), plot.Top, plot.Bottom);
        layout.Canvas.Line(plot.Left, zero, plot.Right, zero, Palette.Frame);
        labels.Draw(layout.Canvas, plot);
        layout.Canvas.Text(plot.MiddleX, panel.Bottom - (style.TextSize * Helvetica.Descent), TextFit.Shorten(XTitle, plot.Width, style.Text), style.Text.Middle);
        return layout.Canvas;
    }

    private void DrawBars(Canvas canvas, Box plot, Scale y)
    {
        var slot = plot.Width / Math.Max(1, Categories.Count);
        var thickness = slot * 0.76 / Math.Max(1, Groups.Count);
        foreach (var (index, group) in Groups.Index())
        {
            foreach (var (place, value) in group.Values.Index().Where(bar => y.CanDraw(bar.Item)))
            {
                var (zero, end) = (y.Map(0, plot.Bottom, plot.Top), y.Map(value, plot.Bottom, plot.Top));
                var left = plot.Left + (place * slot) + (slot * 0.12) + (index * thickness);
                canvas.Rectangle(new Box(left, Math.Min(zero, end), Math.Max(0.5, thickness - 1), Math.Abs(end - zero)), Palette.Line(index));
            }
        }
    }
}
