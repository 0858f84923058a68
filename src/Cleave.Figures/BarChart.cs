namespace Cleave.Figures;

/// <summary>One value a category.</summary>
public sealed record BarGroup(string Name, IReadOnlyList<double> Values);

/// <summary>Bars by category, several groups side by side; NaN is a missing bar.</summary>
public sealed record BarChart : Figure
{
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
            {
                csv.Row(category, group.Name, value);
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw()
    {
        var slot = 640.0 / Math.Max(1, Categories.Count);
        var longest = Categories.Select(name => Canvas.TextWidth(name, TextStyle.Tick.Size)).DefaultIfEmpty(0).Max();
        var turned = longest > slot - 4;
        var bottom = 22 + (turned ? Math.Min(longest, 160) * 0.6 : 0) + (XTitle.Length > 0 ? 18 : 0);
        var layout = new Layout(Title, [.. Groups.Select(group => group.Name)], 1, (680, 300 + bottom));
        var axis = Y with { Log = false, WithZero = true };
        var y = Scale.Fit(Groups.SelectMany(group => group.Values), axis);
        var panel = layout.Panel(0);
        var plot = Frame.DrawVerticalOnly(layout.Canvas, panel, "", (y, axis), bottom);

        layout.Canvas.Clipped(plot, () => DrawBars(layout.Canvas, plot, y));
        var zero = Math.Clamp(y.Map(0, plot.Bottom, plot.Top), plot.Top, plot.Bottom);
        layout.Canvas.Line(plot.Left, zero, plot.Right, zero, Palette.Frame);
        DrawCategories(layout.Canvas, plot, turned);
        layout.Canvas.Text(plot.MiddleX, panel.Bottom - 4, XTitle, TextStyle.Axis);

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
                var bar = new Box(left, Math.Min(zero, end), Math.Max(0.5, thickness - 1), Math.Abs(end - zero));
                canvas.Rectangle(bar, Palette.Line(index));
            }
        }
    }

    private void DrawCategories(Canvas canvas, Box plot, bool turned)
    {
        var slot = plot.Width / Math.Max(1, Categories.Count);
        var every = Math.Max(1, (int)Math.Ceiling(12 / slot));
        var style = turned ? TextStyle.Tick with { Anchor = "end", Angle = -38 } : TextStyle.Tick;

        foreach (var (index, name) in Categories.Index().Where(category => category.Index % every == 0))
        {
            var x = plot.Left + ((index + 0.5) * slot);
            canvas.Text(x + (turned ? 3 : 0), plot.Bottom + 14, name, style);
        }
    }
}
