using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Points of one or several named sets.</summary>
public sealed record ScatterPlot : Figure
{
    private const double Radius = 3;

    /// <summary>The sets of points.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("series", "x", "y");

        foreach (var series in Series)
        {
            for (var i = 0; i < series.X.Count; i++)
            {
                csv.Row(series.Name, series.X[i], series.Y[i]);
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw(FigureStyle style)
    {
        string[] legend = Series.Count > 1 ? [.. Series.Select(series => series.Name)] : [];
        var layout = new Layout(style, this, [""], new PanelSize(560, 250, width => 400 * Math.Min(1, width / 500)), legend);
        var (plot, x, y) = Frame.Draw(layout.Canvas, style, layout.Panel(0), (Series.SelectMany(s => s.X), X), (Series.SelectMany(s => s.Y), Y));
        layout.Canvas.Clipped(plot, () =>
        {
            foreach (var (index, series) in Series.Index())
            {
                foreach (var (pointX, pointY) in Pixels(series, x, y, plot))
                    layout.Canvas.Circle(pointX, pointY, Radius, Palette.Line(index), faint: true);
            }
        });
        return layout.Canvas;
    }

    // Points on the same half pixel are one to the eye; keeping all would make pictures of megabytes.
    private static IEnumerable<(double X, double Y)> Pixels(Series series, Scale x, Scale y, Box plot) =>
        series.X.Zip(series.Y)
            .Where(point => x.CanDraw(point.First) && y.CanDraw(point.Second))
            .Select(point => (X: x.Map(point.First, plot.Left, plot.Right), Y: y.Map(point.Second, plot.Bottom, plot.Top)))
            .DistinctBy(point => (Math.Round(2 * point.X), Math.Round(2 * point.Y)));
}
