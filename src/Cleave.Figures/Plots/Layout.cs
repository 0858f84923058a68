using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>What the plots of a figure need.</summary>
/// <param name="Width">Width of one where the figure may be as wide as it likes.</param>
/// <param name="Least">The least width of one in a figure of fixed width; with less room there are fewer side by side.</param>
/// <param name="Height">Height of one of a given width, without its heading.</param>
internal sealed record PanelSize(double Width, double Least, Func<double, double> Height)
{
    /// <summary>How many side by side, at most three; null leaves it to the layout.</summary>
    public int? Columns { get; init; }
}

/// <summary>Places title, legend, headings, a grid of panels and the caption, and draws what is around the panels.</summary>
internal sealed class Layout
{
    private const double Gap = 14;
    private const double CaptionGap = 10;
    private const double Swatch = 9;
    private const double LeastWidth = 400;
    private const double MostWidth = 1280;
    private const int HeadingLines = 2;

    private readonly FigureStyle _style;
    private readonly Box _area;
    private readonly int _columns;
    private readonly double _headings;
    private readonly IReadOnlyList<IReadOnlyList<string>> _lines;
    private readonly (double Width, double Height) _panel;

    /// <param name="style">How it looks.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="headings">One a panel, perhaps empty.</param>
    /// <param name="size">Size of the panels.</param>
    /// <param name="legend">Names of the colours in their order.</param>
    /// <param name="right">Room to the right of all panels.</param>
    public Layout(FigureStyle style, Figure figure, IReadOnlyList<string> headings, PanelSize size, IReadOnlyList<string>? legend = null, double right = 0)
    {
        _style = style;
        (_columns, var width) = Columns(style, headings.Count, size, right);
        _panel = (width, size.Height(width));
        _lines = [.. headings.Select(h => TextFit.Wrap(h, width, style.Heading, HeadingLines))];
        var most = _lines.Select(l => l.Count).DefaultIfEmpty(0).Max();
        _headings = most == 0 ? 0 : (most * style.Heading.LineHeight) + 5;

        var content = (_columns * (width + Gap)) - Gap + right;
        var inner = style.Width is null ? Math.Max(content, LeastWidth) : content;
        var title = TextFit.Wrap(figure.Title, inner, style.Title);
        var caption = TextFit.Wrap(figure.Caption, inner, style.Tick);
        var (entries, legendHeight) = PlaceLegend(legend ?? [], inner);
        var top = style.Margin + (title.Count * style.Title.LineHeight) + (title.Count > 0 ? 6 : 0);
        var rows = (Math.Max(1, headings.Count) + _columns - 1) / _columns;
        _area = new Box(style.Margin, top + legendHeight, inner - right, (rows * (_headings + _panel.Height + Gap)) - Gap);

        var bottom = _area.Bottom + (caption.Count > 0 ? CaptionGap + (caption.Count * style.Tick.LineHeight) : 0) + style.Margin;
        Canvas = new Canvas(inner + (2 * style.Margin), bottom, style.Ground, style.Corner);
        Canvas.Lines(style.Margin, style.Margin + (style.TitleSize * Helvetica.Ascent), title, style.Title);
        Canvas.Lines(style.Margin, _area.Bottom + CaptionGap + (style.TickSize * Helvetica.Ascent), caption, style.Tick);
        DrawLegend(entries, top);
    }

    public Canvas Canvas { get; }

    /// <summary>Where the room to the right of all panels begins, and the height of the first row.</summary>
    public Box Right => new(_area.Left + (_columns * (_panel.Width + Gap)) - Gap, _area.Top + _headings, 0, _panel.Height);

    /// <summary>The place of a panel below its heading.</summary>
    public Box Panel(int index) => new(
        _area.Left + (index % _columns * (_panel.Width + Gap)),
        _area.Top + _headings + (index / _columns * (_headings + _panel.Height + Gap)),
        _panel.Width,
        _panel.Height);

    /// <summary>Draws a panel's heading over its plot; the last line ends just above, so that one and two lines stand alike.</summary>
    public void DrawHeading(int index, Box plot)
    {
        var (panel, lines) = (Panel(index), _lines[index]);
        var half = _style.Heading.Widest(lines) / 2;
        var middle = Math.Clamp(plot.MiddleX, panel.Left + half, Math.Max(panel.Left + half, panel.Right - half));
        var baseline = panel.Top - 5 - (_style.HeadingSize * Helvetica.Descent) - ((lines.Count - 1) * _style.Heading.LineHeight);
        Canvas.Lines(middle, baseline, lines, _style.Heading);
    }

    private static (int Columns, double Width) Columns(FigureStyle style, int panels, PanelSize size, double right)
    {
        var count = Math.Min(Math.Max(1, panels), size.Columns ?? (panels == 4 ? 2 : 3));
        if (style.Width is not { } total)
            return (Math.Clamp((int)(MostWidth / (size.Width + Gap)), 1, count), size.Width);
        var inner = total - (2 * style.Margin) - right;
        var columns = Math.Clamp((int)((inner + Gap) / (size.Least + Gap)), 1, count);
        return (columns, ((inner + Gap) / columns) - Gap);
    }

    private (List<(double X, int Row, string Name, int Colour)> Entries, double Height) PlaceLegend(IReadOnlyList<string> names, double width)
    {
        var entries = new List<(double X, int Row, string Name, int Colour)>();
        var (x, row) = (0.0, 0);
        foreach (var (index, name) in names.Index())
        {
            var text = TextFit.Shorten(name, width - Swatch - 5, _style.Text);
            var needed = Swatch + 5 + _style.Text.Width(text);
            if (x > 0 && x + needed > width)
                (x, row) = (0, row + 1);
            entries.Add((x, row, text, index));
            x += needed + 16;
        }

        return (entries, entries.Count == 0 ? 0 : ((row + 1) * LegendRow) + 6);
    }

    private double LegendRow => _style.Text.LineHeight + 3;

    private void DrawLegend(List<(double X, int Row, string Name, int Colour)> entries, double top)
    {
        foreach (var (x, row, name, colour) in entries)
        {
            var (left, baseline) = (_style.Margin + x, top + (row * LegendRow) + (_style.TextSize * Helvetica.Ascent) + 1);
            Canvas.Rectangle(new Box(left, baseline - Swatch + 1, Swatch, Swatch), Palette.Line(colour));
            Canvas.Text(left + Swatch + 5, baseline, name, _style.Text);
        }
    }
}
