using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>The rectangle of a plot with its grid, ticks and axis titles.</summary>
internal sealed class Frame
{
    private const double TickGap = 5;
    private const double RightRoom = 6;
    private const double MostTicks = 6;

    private readonly Canvas _canvas;
    private readonly FigureStyle _style;
    private readonly Box _panel;

    private Frame(Canvas canvas, FigureStyle style, Box panel) => (_canvas, _style, _panel) = (canvas, style, panel);

    /// <summary>Height of a horizontal axis with its title.</summary>
    private double AxisRoom(Axis axis) => TickGap + _style.Tick.LineHeight + (axis.Title.Length > 0 ? _style.Text.LineHeight + 2 : 0);

    /// <summary>Draws everything but the data and returns the rectangle for the data with its scales.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="style">How.</param>
    /// <param name="panel">The room for all.</param>
    /// <param name="x">Values and axis across.</param>
    /// <param name="y">Values and axis upwards.</param>
    /// <param name="right">Room to the right of the plot, for labels.</param>
    public static (Box Plot, Scale X, Scale Y) Draw(
        Canvas canvas, FigureStyle style, Box panel, (IEnumerable<double> Values, Axis Axis) x, (IEnumerable<double> Values, Axis Axis) y, double right = 0)
    {
        var frame = new Frame(canvas, style, panel);
        var bottom = frame.AxisRoom(x.Axis);
        var (plot, scaleY) = frame.Upright(y.Values, y.Axis, bottom, Math.Max(RightRoom, right));
        var scaleX = frame.Across(plot, x);
        var over = scaleX.Ticks.Zip(scaleX.Labels).Select(t => scaleX.Map(t.First, plot.Left, plot.Right) + (style.Tick.Width(t.Second) / 2) - panel.Right).Max();
        if (over > 0)
        {
            plot = plot with { Width = Math.Max(1, plot.Width - over) };
            scaleX = frame.Across(plot, x);
        }

        frame.DrawHorizontal(plot, scaleX, x.Axis);
        frame.DrawUpright(plot, scaleY, y.Axis);
        canvas.Rectangle(plot, "none", Palette.Frame);
        return (plot, scaleX, scaleY);
    }

    /// <summary>The vertical axis only, for plots whose horizontal axis has categories.</summary>
    public static (Box Plot, Scale Y) DrawUpright(Canvas canvas, FigureStyle style, Box panel, (IEnumerable<double> Values, Axis Axis) y, double bottom)
    {
        var frame = new Frame(canvas, style, panel);
        var (plot, scale) = frame.Upright(y.Values, y.Axis, bottom, RightRoom);
        frame.DrawUpright(plot, scale, y.Axis);
        return (plot, scale);
    }

    /// <summary>Room that a vertical axis takes at the least, for layouts that must guess it.</summary>
    public static double UprightRoom(FigureStyle style) => (2 * TickGap) + style.Text.LineHeight + style.Tick.Width("0.0000");

    private (Box Plot, Scale Y) Upright(IEnumerable<double> values, Axis axis, double bottom, double right)
    {
        var top = _style.TickSize * 0.6;
        var height = _panel.Height - bottom - top;
        var most = (int)Math.Clamp(height / (2.4 * _style.TickSize), 2, MostTicks);
        var scale = Scale.Fit(values, axis, most, s => Spaced(s, height, _ => _style.Tick.LineHeight, 0));
        var left = _style.Tick.Widest(scale.Labels) + TickGap + (axis.Title.Length > 0 ? _style.Text.LineHeight + 4 : 2);
        return (_panel.Inset(left, top, right, bottom), scale);
    }

    private Scale Across(Box plot, (IEnumerable<double> Values, Axis Axis) x)
    {
        var most = (int)Math.Clamp(plot.Width / 45, 2, MostTicks + 1);
        return Scale.Fit(x.Values, x.Axis, most, s => Spaced(s, plot.Width, _style.Tick.Width, _style.TickSize * 0.7));
    }

    // Whether neighbours leave each other room.
    private static bool Spaced(Scale scale, double length, Func<string, double> extent, double gap) =>
        scale.Ticks.Zip(scale.Labels).Select(t => (At: scale.Map(t.First, 0, length), Half: extent(t.Second) / 2)).ToList() is var places
        && places.Zip(places.Skip(1)).All(p => p.Second.At - p.First.At >= p.First.Half + p.Second.Half + gap);

    private void DrawHorizontal(Box plot, Scale scale, Axis axis)
    {
        var baseline = plot.Bottom + TickGap + (_style.TickSize * Helvetica.Ascent);
        foreach (var (tick, label) in scale.Ticks.Zip(scale.Labels))
        {
            var at = scale.Map(tick, plot.Left, plot.Right);
            _canvas.Line(at, plot.Top, at, plot.Bottom, Palette.Grid);
            _canvas.Text(at, baseline, label, _style.Tick.Middle);
        }

        _canvas.Text(plot.MiddleX, baseline + _style.Text.LineHeight + 2, TextFit.Shorten(axis.Title, plot.Width, _style.Text), _style.Text.Middle);
    }

    private void DrawUpright(Box plot, Scale scale, Axis axis)
    {
        foreach (var (tick, label) in scale.Ticks.Zip(scale.Labels))
        {
            var at = scale.Map(tick, plot.Bottom, plot.Top);
            _canvas.Line(plot.Left, at, plot.Right, at, Palette.Grid);
            _canvas.Text(plot.Left - TickGap, at + (0.36 * _style.TickSize), label, _style.Tick.End);
        }

        UprightTitle(_canvas, _style, _panel.Left, plot, axis.Title);
    }

    /// <summary>A title that reads upwards, left of a plot.</summary>
    public static void UprightTitle(Canvas canvas, FigureStyle style, double left, Box plot, string title) =>
        canvas.Text(left + (style.TextSize * Helvetica.Ascent), plot.MiddleY, TextFit.Shorten(title, plot.Height, style.Text), style.Text.Middle with { Angle = -90 });
}
