namespace Cleave.Figures;

/// <summary>Draws the cells and labels of one matrix.</summary>
internal sealed class HeatCells(HeatPanel panel, ColourScale colours, (double Low, double High) range, string rowTitle, string columnTitle)
{
    private const int MostCells = 128;
    private const double LongestLabel = 110;

    private readonly int _rows = panel.Values.GetLength(0);
    private readonly int _columns = panel.Values.GetLength(1);

    public void Draw(Canvas canvas, Box box)
    {
        var left = Longest(_rows, panel.Row) + (rowTitle.Length > 0 ? 26 : 10);
        var columnLabels = Longest(_columns, panel.Column);
        var space = box.Width - left - 4;
        var turned = columnLabels > (space / Math.Max(1, _columns)) - 3 && panel.ColumnLabels.Count > 0;
        var bottom = (turned ? columnLabels + 8 : 18) + (columnTitle.Length > 0 ? 18 : 0);
        var plot = box.Inset(left, 20, 4, bottom);

        Frame.Heading(canvas, plot, panel.Title);
        canvas.Crisp(() => DrawCells(canvas, plot));
        canvas.Rectangle(plot, "none", Palette.Frame);
        DrawRowLabels(canvas, plot);
        DrawColumnLabels(canvas, plot, turned);

        if (rowTitle.Length > 0)
        {
            canvas.Text(box.Left + 10, plot.MiddleY, rowTitle, TextStyle.Axis with { Angle = -90 });
        }

        if (columnTitle.Length > 0)
        {
            canvas.Text(plot.MiddleX, plot.Bottom + bottom - 4, columnTitle, TextStyle.Axis);
        }
    }

    private static double Longest(int count, Func<int, string> label) =>
        Math.Min(LongestLabel, Enumerable.Range(0, count).Select(i => Canvas.TextWidth(label(i), TextStyle.Tick.Size)).DefaultIfEmpty(0).Max());

    private void DrawCells(Canvas canvas, Box plot)
    {
        var (blockRows, blockColumns) = ((_rows + MostCells - 1) / MostCells, (_columns + MostCells - 1) / MostCells);
        var (height, width) = (plot.Height / Math.Max(1, _rows), plot.Width / Math.Max(1, _columns));

        for (var row = 0; row < _rows; row += blockRows)
        {
            for (var column = 0; column < _columns; column += blockColumns)
            {
                var (lastRow, lastColumn) = (Math.Min(row + blockRows, _rows), Math.Min(column + blockColumns, _columns));
                var (tall, wide) = ((lastRow - row) * height, (lastColumn - column) * width);
                var cell = new Box(plot.Left + (column * width), plot.Top + (row * height), wide, tall);
                DrawCell(canvas, cell, Strongest(row, lastRow, column, lastColumn));
            }
        }
    }

    private void DrawCell(Canvas canvas, Box cell, double value)
    {
        if (double.IsNaN(value))
        {
            // Left empty it would look like the middle of a diverging scale.
            canvas.Line(cell.Left, cell.Bottom, cell.Right, cell.Top, Palette.Frame);
        }
        else
        {
            canvas.Rectangle(cell, Palette.At(colours, Share(value)));
        }
    }

    // A block shows its value farthest from zero: an average would wash out the few that matter.
    private double Strongest(int fromRow, int toRow, int fromColumn, int toColumn)
    {
        var strongest = double.NaN;

        for (var row = fromRow; row < toRow; row++)
        {
            for (var column = fromColumn; column < toColumn; column++)
            {
                var value = panel.Values[row, column];
                strongest = !double.IsNaN(value) && !(Math.Abs(value) <= Math.Abs(strongest)) ? value : strongest;
            }
        }

        return strongest;
    }

    private double Share(double value) => ((value / 2) - (range.Low / 2)) / ((range.High / 2) - (range.Low / 2));

    private void DrawRowLabels(Canvas canvas, Box plot)
    {
        var height = plot.Height / Math.Max(1, _rows);
        var every = Math.Max(1, (int)Math.Ceiling(11 / height));

        for (var row = 0; row < _rows; row += every)
        {
            canvas.Text(plot.Left - 4, plot.Top + ((row + 0.5) * height) + 3.5, panel.Row(row), TextStyle.Tick with { Anchor = "end" });
        }
    }

    private void DrawColumnLabels(Canvas canvas, Box plot, bool turned)
    {
        var width = plot.Width / Math.Max(1, _columns);
        var needed = turned ? 11 : Longest(_columns, panel.Column) + 6;
        var every = Math.Max(1, (int)Math.Ceiling(needed / width));

        for (var column = 0; column < _columns; column += every)
        {
            var x = plot.Left + ((column + 0.5) * width);
            canvas.Text(
                turned ? x + 3.5 : x,
                plot.Bottom + (turned ? 6 : 14),
                panel.Column(column),
                turned ? TextStyle.Tick with { Anchor = "end", Angle = -90 } : TextStyle.Tick);
        }
    }
}
