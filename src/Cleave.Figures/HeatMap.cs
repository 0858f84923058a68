namespace Cleave.Figures;

/// <summary>A matrix; labels may be empty, then rows and columns are numbered.</summary>
public sealed record HeatPanel(string Title, double[,] Values)
{
    /// <summary>The names of the rows, or none.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>The names of the columns, or none.</summary>
    public IReadOnlyList<string> ColumnLabels { get; init; } = [];

    internal string Row(int index) => index < RowLabels.Count ? RowLabels[index] : Numbers.Exact(index);

    internal string Column(int index) => index < ColumnLabels.Count ? ColumnLabels[index] : Numbers.Exact(index);
}

/// <summary>Matrices as coloured cells with one colour bar for all; NaN is an empty cell with a stroke through it.</summary>
public sealed record HeatMap : Figure
{
    private const double BarRoom = 78;

    /// <summary>The matrices.</summary>
    public required IReadOnlyList<HeatPanel> Panels { get; init; }

    /// <summary>The colours.</summary>
    public ColourScale Colours { get; init; } = ColourScale.Sequential;

    /// <summary>The title of the rows.</summary>
    public string RowTitle { get; init; } = "";

    /// <summary>The title of the columns.</summary>
    public string ColumnTitle { get; init; } = "";

    /// <summary>The title of the colour bar, its ends, when they are not to come from the data.</summary>
    public Axis Value { get; init; } = new("");

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("panel", "row", "column", "value");

        foreach (var panel in Panels)
        {
            for (var row = 0; row < panel.Values.GetLength(0); row++)
            {
                for (var column = 0; column < panel.Values.GetLength(1); column++)
                {
                    csv.Row(panel.Title, panel.Row(row), panel.Column(column), panel.Values[row, column]);
                }
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw()
    {
        var size = Panels.Count <= 1 ? (Width: 520.0, Height: 400.0) : (Width: 270.0, Height: 240.0);
        var layout = new Layout(Title, [], Panels.Count, size, BarRoom);
        var range = Range();

        foreach (var (index, panel) in Panels.Index())
        {
            new HeatCells(panel, Colours, range, RowTitle, ColumnTitle).Draw(layout.Canvas, layout.Panel(index));
        }

        DrawBar(layout, range, size.Height);

        return layout.Canvas;
    }

    private (double Low, double High) Range()
    {
        var finite = Panels.SelectMany(panel => panel.Values.Cast<double>()).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (Value.Low ?? finite.Min(), Value.High ?? finite.Max());

        if (Colours == ColourScale.Diverging)
        {
            var far = Math.Max(Math.Abs(low), Math.Abs(high));
            (low, high) = (-far, far);
        }

        // Halved first, so that the widest range of doubles does not overflow.
        return (high / 2) - (low / 2) > 0 ? (low, high) : (low - 0.5, high + 0.5);
    }

    private void DrawBar(Layout layout, (double Low, double High) range, double height)
    {
        const int Slices = 64;

        var bar = new Box(layout.Area.Right + 14, layout.Area.Top + 20, 14, height - 56);
        var scale = Scale.Fit([range.Low, range.High], new Axis("") { Low = range.Low, High = range.High }, 5);

        for (var slice = 0; slice < Slices; slice++)
        {
            var top = bar.Bottom - (bar.Height * (slice + 1) / Slices);

            // A little overlap hides the seams that renderers leave between neighbours.
            var tall = (bar.Height / Slices) + (slice > 0 ? 0.5 : 0);
            layout.Canvas.Rectangle(new Box(bar.Left, top, bar.Width, tall), Palette.At(Colours, (slice + 0.5) / Slices));
        }

        foreach (var tick in scale.Ticks)
        {
            var y = scale.Map(tick, bar.Bottom, bar.Top);
            layout.Canvas.Line(bar.Right, y, bar.Right + 3, y, Palette.Frame);
            layout.Canvas.Text(bar.Right + 6, y + 3.5, scale.Label(tick), TextStyle.Tick with { Anchor = "start" });
        }

        layout.Canvas.Text(bar.Left, bar.Top - 7, Value.Title, TextStyle.Axis with { Anchor = "start" });
    }
}
