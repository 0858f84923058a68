using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>A matrix; labels may be empty, then rows and columns are numbered.</summary>
public sealed record HeatPanel(string Title, double[,] Values)
{
    /// <summary>The names of the rows, or none.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>The names of the columns, or none.</summary>
    public IReadOnlyList<string> ColumnLabels { get; init; } = [];

    /// <summary>What to know of this matrix, shown below it; empty for nothing.</summary>
    public string Note { get; init; } = "";

    internal string Row(int index) => index < RowLabels.Count ? RowLabels[index] : Numbers.Exact(index);

    internal string Column(int index) => index < ColumnLabels.Count ? ColumnLabels[index] : Numbers.Exact(index);
}

/// <summary>
/// Matrices as coloured cells with one colour bar for all; NaN is a grey cell. No cell is thinner than a pixel: where there are more, one
/// shows the value farthest from zero of a block, and a note says so.
/// </summary>
public sealed record HeatMap : Figure
{
    // A logarithmic scale over more decades than these shows nothing of what matters.
    private const double LogRange = 1e-6;
    private const double Largest = 1e300;

    /// <summary>The matrices.</summary>
    public required IReadOnlyList<HeatPanel> Panels { get; init; }

    /// <summary>How many side by side; null leaves it to the layout.</summary>
    public int? Columns { get; init; }

    /// <summary>The colours.</summary>
    public ColourScale Colours { get; init; } = ColourScale.Sequential;

    /// <summary>The title of the rows.</summary>
    public string RowTitle { get; init; } = "";

    /// <summary>The title of the columns.</summary>
    public string ColumnTitle { get; init; } = "";

    /// <summary>
    /// The title of the colour bar, and its ends when they are not to come from the data. On a logarithmic one, what is at or below the low
    /// end has the colour of the low end; a sequential scale only.
    /// </summary>
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
                    csv.Row(panel.Title, panel.Row(row), panel.Column(column), panel.Values[row, column]);
            }
        }

        return csv.ToString();
    }

    internal Canvas DrawAs(FigureStyle style) => Draw(style);

    private protected override Canvas Draw(FigureStyle style)
    {
        var bar = new HeatBar(style, this, Range());
        var wide = Panels.Select(p => p.Values.GetLength(1)).DefaultIfEmpty(0).Max();
        var width = Panels.Count <= 1 ? Math.Clamp((2 * wide) + 100, 520, 900) : Math.Clamp((2 * wide) + 60, 270, 620);
        var size = new PanelSize(width, 115, w => new HeatMargins(style, this, bar, w).Height) { Columns = Columns };
        var layout = new Layout(style, this, [.. Panels.Select(p => p.Title)], size, right: bar.Room);
        var margins = new HeatMargins(style, this, bar, layout.Panel(0).Width);
        foreach (var (index, panel) in Panels.Index())
            layout.DrawHeading(index, new HeatCells(style, panel, bar, margins).Draw(layout.Canvas, layout.Panel(index), this));
        bar.Draw(layout.Canvas, layout.Right with { Height = margins.PlotHeight });
        return layout.Canvas;
    }

    private (double Low, double High) Range()
    {
        var values = Panels.SelectMany(p => p.Values.Cast<double>()).Where(v => Math.Abs(v) <= Largest && (!Value.Log || v > 0));
        var finite = values.DefaultIfEmpty(Value.Log ? 1 : 0).ToList();
        var (low, high) = (Value.Low ?? finite.Min(), Value.High ?? finite.Max());
        if (Value.Log)
        {
            low = Value.Low ?? Math.Max(low, high * LogRange);
            return high > low ? (low, high) : (high / 10, high);
        }

        if (Colours == ColourScale.Diverging)
        {
            var far = Math.Max(Math.Abs(low), Math.Abs(high));
            (low, high) = (-far, far);
        }

        var room = Math.Max(0.5, Math.Abs(high) * 1e-3);
        return high - low > 1e-12 * Math.Abs(high) && high - low > 1e-290 ? (low, high) : (low - room, high + room);
    }
}
