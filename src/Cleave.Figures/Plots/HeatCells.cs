using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Draws the cells and labels of one matrix.</summary>
internal sealed class HeatCells(FigureStyle style, HeatPanel panel, HeatBar bar, HeatMargins margins)
{
    private readonly int _rows = panel.Values.GetLength(0);
    private readonly int _columns = panel.Values.GetLength(1);

    /// <summary>Draws all and returns the rectangle of the cells.</summary>
    public Box Draw(Canvas canvas, Box box, HeatMap map)
    {
        var plot = box.Inset(margins.Left, 0, margins.Right, box.Height - margins.PlotHeight);
        canvas.Crisp(() => DrawCells(canvas, plot));
        canvas.Rectangle(plot, "none", Palette.Frame);
        DrawRowLabels(canvas, plot);
        DrawColumnLabels(canvas, plot);
        Frame.UprightTitle(canvas, style, box.Left, plot, map.RowTitle);
        var title = TextFit.Shorten(map.ColumnTitle, plot.Width, style.Text);
        canvas.Text(plot.MiddleX, plot.Bottom + margins.ColumnTitle + (style.TextSize * Helvetica.Ascent) + 1, title, style.Text.Middle);
        canvas.Lines(box.Left, plot.Bottom + margins.Notes + (style.TickSize * Helvetica.Ascent) + 3, margins.Note(panel), style.Tick);
        return plot;
    }

    private void DrawCells(Canvas canvas, Box plot)
    {
        var block = margins.Block(panel);
        var (height, width) = (plot.Height / Math.Max(1, _rows), plot.Width / Math.Max(1, _columns));
        var cells = new Dictionary<string, List<Box>>(StringComparer.Ordinal);
        for (var row = 0; row < _rows; row += block.Rows)
        {
            var last = Math.Min(row + block.Rows, _rows);
            foreach (var (colour, from, to) in Runs(row, last, block.Columns))
            {
                if (!cells.TryGetValue(colour, out var boxes))
                    cells.Add(colour, boxes = []);
                boxes.Add(new Box(plot.Left + (from * width), plot.Top + (row * height), (to - from) * width, (last - row) * height));
            }
        }

        // The most frequent colour lies below all others: fewer cells, and no seam that shows the ground.
        var below = cells.OrderByDescending(c => c.Value.Sum(b => b.Width * b.Height)).Select(c => c.Key).FirstOrDefault("none");
        canvas.Rectangle(plot, below);
        foreach (var (colour, boxes) in cells.Where(c => c.Key != below))
            canvas.Cells(boxes, colour);
    }

    // Neighbours of one colour are one rectangle.
    private IEnumerable<(string Colour, int From, int To)> Runs(int row, int lastRow, int block)
    {
        var (colour, from) = ("", 0);
        for (var column = 0; column < _columns; column += block)
        {
            var next = bar.Colour(Strongest(row, lastRow, column, Math.Min(column + block, _columns)));
            if (next == colour)
                continue;
            if (colour.Length > 0)
                yield return (colour, from, column);
            (colour, from) = (next, column);
        }

        if (colour.Length > 0)
            yield return (colour, from, _columns);
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

    private void DrawRowLabels(Canvas canvas, Box plot)
    {
        var height = plot.Height / Math.Max(1, _rows);
        for (var row = 0; row < _rows; row += Every(style.Tick.LineHeight / height))
        {
            var label = TextFit.Shorten(panel.Row(row), margins.RowLabels + 0.01, style.Tick);
            canvas.Text(plot.Left - 4, plot.Top + ((row + 0.5) * height) + (0.36 * style.TickSize), label, style.Tick.End);
        }
    }

    private void DrawColumnLabels(Canvas canvas, Box plot)
    {
        var width = plot.Width / Math.Max(1, _columns);
        var every = Every((margins.Turned ? style.Tick.LineHeight : margins.ColumnLabels + 6) / width);
        for (var column = First(every); column < _columns; column += every)
        {
            var x = plot.Left + ((column + 0.5) * width);
            var label = TextFit.Shorten(panel.Column(column), margins.ColumnLabels + 0.01, style.Tick);
            if (margins.Turned)
                canvas.Text(x + (0.36 * style.TickSize), plot.Bottom + 6, label, style.Tick.End with { Angle = -90 });
            else
                canvas.Text(x, plot.Bottom + 4 + (style.TickSize * Helvetica.Ascent), label, style.Tick.Middle);
        }
    }

    // Numbers from 1 on are shown at the multiples of the distance.
    private int First(int every) => every > 1 && _columns > 1 && panel.Column(0) == "1" && panel.Column(1) == "2" ? every - 1 : 0;

    // Every label, every other, every fifth and so on.
    private static int Every(double needed)
    {
        var (power, factor) = (1, 0);
        int[] factors = [1, 2, 5];
        while (factors[factor] * power < needed)
            (factor, power) = factor == 2 ? (0, power * 10) : (factor + 1, power);
        return factors[factor] * power;
    }
}
