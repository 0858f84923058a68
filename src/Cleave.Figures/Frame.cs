namespace Cleave.Figures;

/// <summary>The rectangle of a plot with its grid, ticks and axis titles.</summary>
internal static class Frame
{
    /// <summary>Draws everything but the data and returns the rectangle for the data.</summary>
    public static Box Draw(Canvas canvas, Box panel, string title, (Scale Scale, Axis Axis) x, (Scale Scale, Axis Axis) y)
    {
        var plot = Plot(panel, title, y);

        DrawHorizontal(canvas, plot, x);
        DrawVertical(canvas, panel, plot, y);
        canvas.Rectangle(plot, "none", Palette.Frame);
        Heading(canvas, plot, title);

        return plot;
    }

    /// <summary>The vertical axis only, for plots whose horizontal axis has categories.</summary>
    public static Box DrawVerticalOnly(Canvas canvas, Box panel, string title, (Scale Scale, Axis Axis) y, double bottom)
    {
        var plot = Plot(panel, title, y);
        plot = plot with { Height = panel.Bottom - bottom - plot.Top };
        DrawVertical(canvas, panel, plot, y);

        return plot;
    }

    public static void Heading(Canvas canvas, Box plot, string title)
    {
        if (title.Length > 0)
        {
            canvas.Text(plot.MiddleX, plot.Top - 7, title, TextStyle.Panel);
        }
    }

    private static Box Plot(Box panel, string title, (Scale Scale, Axis Axis) y)
    {
        var widest = y.Scale.Ticks.Select(tick => Canvas.TextWidth(y.Scale.Label(tick), TextStyle.Tick.Size)).DefaultIfEmpty(0).Max();

        return panel.Inset(widest + (y.Axis.Title.Length > 0 ? 26 : 8), title.Length > 0 ? 20 : 6, 10, 36);
    }

    private static void DrawHorizontal(Canvas canvas, Box plot, (Scale Scale, Axis Axis) x)
    {
        foreach (var tick in x.Scale.Ticks)
        {
            var at = x.Scale.Map(tick, plot.Left, plot.Right);
            canvas.Line(at, plot.Top, at, plot.Bottom, Palette.Grid);
            canvas.Text(at, plot.Bottom + 14, x.Scale.Label(tick), TextStyle.Tick);
        }

        canvas.Text(plot.MiddleX, plot.Bottom + 31, x.Axis.Title, TextStyle.Axis);
    }

    private static void DrawVertical(Canvas canvas, Box panel, Box plot, (Scale Scale, Axis Axis) y)
    {
        foreach (var tick in y.Scale.Ticks)
        {
            var at = y.Scale.Map(tick, plot.Bottom, plot.Top);
            canvas.Line(plot.Left, at, plot.Right, at, Palette.Grid);
            canvas.Text(plot.Left - 5, at + 3.5, y.Scale.Label(tick), TextStyle.Tick with { Anchor = "end" });
        }

        if (y.Axis.Title.Length > 0)
        {
            canvas.Text(panel.Left + 10, plot.MiddleY, y.Axis.Title, TextStyle.Axis with { Angle = -90 });
        }
    }
}
