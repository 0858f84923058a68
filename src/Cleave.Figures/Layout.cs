namespace Cleave.Figures;

/// <summary>Places the title, the legend and a grid of panels.</summary>
internal sealed class Layout
{
    private const double Margin = 16;
    private const double TitleHeight = 34;
    private const double LegendRow = 18;
    private const double Gap = 14;

    private readonly List<(double X, int Row, string Name, int Colour)> _legend = [];
    private readonly Box _area;
    private readonly int _columns;
    private readonly (double Width, double Height) _panel;

    public Layout(string title, IReadOnlyList<string> legend, int panels, (double Width, double Height) panel, double extraRight = 0)
    {
        _columns = panels <= 3 ? Math.Max(1, panels) : panels == 4 ? 2 : 3;
        _panel = panel;
        var rows = Math.Max(1, (panels + _columns - 1) / _columns);
        var inner = Math.Max((_columns * (panel.Width + Gap)) - Gap, Canvas.TextWidth(title, TextStyle.Title.Size) - extraRight);
        var legendHeight = PlaceLegend(legend, inner);
        _area = new Box(Margin, TitleHeight + legendHeight + 4, inner, (rows * (panel.Height + Gap)) - Gap);

        Canvas = new Canvas(inner + extraRight + (2 * Margin), _area.Bottom + Margin);
        Canvas.Text(Margin, 25, title, TextStyle.Title);
        DrawLegend();
    }

    public Canvas Canvas { get; }

    /// <summary>The area of all panels together.</summary>
    public Box Area => _area;

    public Box Panel(int index) => new(
        _area.Left + (index % _columns * (_panel.Width + Gap)),
        _area.Top + (index / _columns * (_panel.Height + Gap)),
        _panel.Width,
        _panel.Height);

    private double PlaceLegend(IReadOnlyList<string> names, double width)
    {
        if (names.Count == 0 || (names.Count == 1 && names[0].Length == 0))
        {
            return 0;
        }

        var (x, row) = (0.0, 0);

        foreach (var (index, name) in names.Index())
        {
            var needed = 34 + Canvas.TextWidth(name, TextStyle.Legend.Size);

            if (x > 0 && x + needed > width)
            {
                (x, row) = (0, row + 1);
            }

            _legend.Add((x, row, name, index));
            x += needed;
        }

        return (row + 1) * LegendRow;
    }

    private void DrawLegend()
    {
        foreach (var (x, row, name, colour) in _legend)
        {
            var y = TitleHeight + 8 + (row * LegendRow);
            Canvas.Polyline([(Margin + x, y), (Margin + x + 18, y)], Palette.Line(colour), Palette.Dash(colour));
            Canvas.Text(Margin + x + 23, y + 4, name, TextStyle.Legend);
        }
    }
}
