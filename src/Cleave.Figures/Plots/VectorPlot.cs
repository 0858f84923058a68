using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>An arrow from the origin of the hidden plane; <paramref name="Feature"/> chooses its colour.</summary>
public sealed record Arrow(int Feature, double X, double Y);

/// <summary>The arrows of a weight matrix, or of one subcomponent's part in it.</summary>
public sealed record VectorPanel(string Title, IReadOnlyList<Arrow> Arrows);

/// <summary>
/// The columns of a matrix with two hidden dimensions as arrows: the target beside what each subcomponent contributes,
/// all to one scale, so that a faithful and clean decomposition shows each target arrow once. The number at an arrow is its feature; an arrow
/// whose number would cover another's has none.
/// </summary>
public sealed record VectorPlot : Figure
{
    // Room beyond the longest arrow for its number.
    private const double Beyond = 1.22;

    // Within these neither a square nor a quotient of lengths leaves the range of doubles.
    private const double Smallest = 1e-150;
    private const double Largest = 1e150;

    /// <summary>The plots: the target first, then the subcomponents.</summary>
    public required IReadOnlyList<VectorPanel> Panels { get; init; }

    /// <inheritdoc/>
    public override string ToCsv()
    {
        var csv = new Csv("panel", "feature", "x", "y");

        foreach (var panel in Panels)
        {
            foreach (var arrow in panel.Arrows)
            {
                csv.Row(panel.Title, (double)arrow.Feature, arrow.X, arrow.Y);
            }
        }

        return csv.ToString();
    }

    private protected override Canvas Draw(FigureStyle style)
    {
        var arrows = Panels.SelectMany(panel => panel.Arrows).Where(CanDraw).ToList();
        var reach = arrows.Select(arrow => Math.Max(Math.Abs(arrow.X), Math.Abs(arrow.Y))).DefaultIfEmpty(0).Max();
        reach = reach > Smallest ? reach * Beyond : 1;
        var layout = new Layout(style, this, [.. Panels.Select(panel => panel.Title)], new PanelSize(200, 140, width => width));
        foreach (var (index, panel) in Panels.Index())
        {
            layout.DrawHeading(index, layout.Panel(index));
            new VectorSquare(layout.Canvas, style, layout.Panel(index), reach).Draw(panel.Arrows.Where(CanDraw));
        }

        return layout.Canvas;
    }

    private static bool CanDraw(Arrow arrow) => Math.Abs(arrow.X) < Largest && Math.Abs(arrow.Y) < Largest;
}
