using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Names lines at their right ends, moved apart where they would cover each other.</summary>
internal sealed class LineLabels
{
    private const double Lead = 10;
    private const double MostShare = 0.4;

    private readonly FigureStyle _style;
    private readonly IReadOnlyList<string> _names;

    /// <param name="style">How it looks.</param>
    /// <param name="names">Names of the lines, in the order of their colours; a single line needs none.</param>
    /// <param name="width">Width of the panel.</param>
    public LineLabels(FigureStyle style, IReadOnlyList<string> names, double width)
    {
        _style = style;
        _names = names.Count < 2 ? [] : [.. names.Select(n => TextFit.Shorten(n, (MostShare * width) - Lead, style.Tick))];
        Room = _names.Count == 0 ? 0 : style.Tick.Widest(_names) + Lead;
    }

    /// <summary>Room that they take right of the plot.</summary>
    public double Room { get; }

    /// <summary>Draws the names.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="plot">The plot.</param>
    /// <param name="ends">Index of each line and where it ends.</param>
    public void Draw(Canvas canvas, Box plot, IEnumerable<(int Index, double Y)> ends)
    {
        if (_names.Count == 0)
            return;
        var sorted = ends.OrderBy(e => e.Y).ToList();
        var places = Apart([.. sorted.Select(e => Math.Clamp(e.Y, plot.Top, plot.Bottom))], _style.Tick.LineHeight, plot.Top, plot.Bottom);
        foreach (var ((index, y), place) in sorted.Zip(places))
        {
            canvas.Line(plot.Right + 1, Math.Clamp(y, plot.Top, plot.Bottom), plot.Right + Lead - 3, place, Palette.Line(index), 0.8);
            canvas.Text(plot.Right + Lead, place + (0.36 * _style.TickSize), _names[index], _style.Tick with { Colour = Palette.Line(index) });
        }
    }

    // Down to a line's height from the one above, then back up from the lower end.
    private static double[] Apart(double[] places, double height, double top, double bottom)
    {
        for (var i = 1; i < places.Length; i++)
            places[i] = Math.Max(places[i], places[i - 1] + height);
        var limit = Math.Max(bottom, top + ((places.Length - 1) * height));
        for (var i = places.Length - 1; i >= 0; i--)
        {
            places[i] = Math.Min(places[i], limit);
            limit = places[i] - height;
        }

        return places;
    }
}
