using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>The names of categories below a plot: level where they fit, else slanting or upright.</summary>
internal sealed class CategoryLabels
{
    private const double Longest = 130;
    private const double Above = 6;

    private readonly FigureStyle _style;
    private readonly string[] _names;
    private readonly double _angle;

    /// <param name="style">How it looks.</param>
    /// <param name="names">The names.</param>
    /// <param name="width">Width of the panel.</param>
    public CategoryLabels(FigureStyle style, IEnumerable<string> names, double width)
    {
        _style = style;
        _names = [.. names.Select(n => TextFit.Shorten(n, Longest, style.Tick))];
        var room = Frame.UprightRoom(style);
        var slot = (width - room) / Math.Max(1, _names.Length);
        var widest = style.Tick.Widest(_names);
        _angle = widest <= slot - 6 ? 0 : slot * Math.Sqrt(0.5) >= style.Tick.LineHeight && ReachesNoFurther(slot, room * 0.8) ? -45 : -90;
        Height = Above + _angle switch { 0 => style.Tick.LineHeight, -45 => (widest + style.TickSize) * Math.Sqrt(0.5), _ => widest };
    }

    /// <summary>Room that they take below the plot.</summary>
    public double Height { get; }

    /// <summary>Draws them.</summary>
    public void Draw(Canvas canvas, Box plot)
    {
        var slot = plot.Width / Math.Max(1, _names.Length);
        var every = Math.Max(1, (int)Math.Ceiling(_style.Tick.LineHeight / slot));
        foreach (var (index, name) in _names.Index().Where(n => n.Index % every == 0))
        {
            var x = plot.Left + ((index + 0.5) * slot);
            if (_angle == 0)
                canvas.Text(x, plot.Bottom + Above + (_style.TickSize * Helvetica.Ascent), name, _style.Tick.Middle);
            else
                canvas.Text(x + (0.36 * _style.TickSize), plot.Bottom + Above + (_angle == -45 ? 0.36 * _style.TickSize : 0), name, _style.Tick.End with { Angle = _angle });
        }
    }

    // A slanting name reaches to the left, below its neighbours and then below the axis.
    private bool ReachesNoFurther(double slot, double left) =>
        _names.Index().All(n => (_style.Tick.Width(n.Item) + _style.TickSize) * Math.Sqrt(0.5) <= left + ((n.Index + 0.5) * slot));
}
