using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>The colours of a heat map and the bar that explains them.</summary>
internal sealed class HeatBar
{
    private const int Slices = 64;
    private const double Left = 12;
    private const double Thickness = 12;
    private const double TickGap = 5;

    // As many as eyes tell apart, so that neighbours of one colour can be drawn as one.
    private const int Shades = 255;

    private readonly FigureStyle _style;
    private readonly HeatMap _map;
    private readonly Scale _scale;

    public HeatBar(FigureStyle style, HeatMap map, (double Low, double High) range)
    {
        (_style, _map) = (style, map);
        _scale = Scale.Fit([], new Axis("") { Low = range.Low, High = range.High, Log = map.Value.Log }, 6);
        var title = map.Value.Title.Length > 0 ? style.Text.LineHeight + 3 : 0;
        Room = Left + Thickness + TickGap + style.Tick.Widest(_scale.Labels) + title;
    }

    /// <summary>Room that it takes to the right of the matrices.</summary>
    public double Room { get; }

    /// <summary>What a value below a logarithmic scale looks like, in a sentence; empty where there is none.</summary>
    public string Note(double[,] values) => _map.Value.Log && values.Cast<double>().Any(v => v < _scale.Low * (1 - 1e-9))
        ? $"Darkest: {Numbers.LogTicks([_scale.Low])[0]} or less."
        : "";

    public string Colour(double value)
    {
        if (double.IsNaN(value))
            return Palette.Missing;
        var share = _map.Value.Log && value <= _scale.Low ? 0 : Math.Clamp(_scale.Map(value, 0, 1), 0, 1);
        return Palette.At(_map.Colours, Math.Round(share * Shades) / Shades);
    }

    /// <summary>Draws the bar beside a plot whose height it takes.</summary>
    public void Draw(Canvas canvas, Box beside)
    {
        var bar = new Box(beside.Left + Left, beside.Top, Thickness, beside.Height);
        for (var slice = 0; slice < Slices; slice++)
        {
            var top = bar.Bottom - (bar.Height * (slice + 1) / Slices);
            // A little overlap hides the seams that renderers leave between neighbours.
            var tall = (bar.Height / Slices) + (slice > 0 ? 0.5 : 0);
            canvas.Rectangle(new Box(bar.Left, top, bar.Width, tall), Palette.At(_map.Colours, (slice + 0.5) / Slices));
        }

        foreach (var (tick, label) in _scale.Ticks.Zip(_scale.Labels))
        {
            var y = _scale.Map(tick, bar.Bottom, bar.Top);
            canvas.Line(bar.Right, y, bar.Right + 3, y, Palette.Frame);
            canvas.Text(bar.Right + TickGap, y + (0.36 * _style.TickSize), label, _style.Tick);
        }

        Frame.UprightTitle(canvas, _style, beside.Left + Room - _style.Text.LineHeight, bar, _map.Value.Title);
    }
}
