using Cleave.Figures.Plots;
using Cleave.Runs.Reports;

namespace Cleave.Figures.Grids;

/// <summary>L0 against adversarial reconstruction, one point a setting.</summary>
public static class SweepFigure
{
    /// <summary>The figure.</summary>
    /// <param name="report">The settings' results.</param>
    /// <param name="front">Their front.</param>
    public static ScatterPlot Of(GridReport report, ParetoFront front) => new()
    {
        Title = report.Title,
        Caption = GridCaption.Of(report),
        X = new Axis("L0") { Log = true },
        Y = new Axis(front.Adversary.Title) { Log = true },
        Series =
        [
            .. new[]
            {
                Points("on the front", front.Points.Where(p => p.OnFront && p != front.Best)),
                Points(front.Judged ? "beaten or not good" : "beaten", front.Points.Where(p => !p.OnFront)),
                Points(front.Judged ? "best" : "knee", front.Points.Where(p => p == front.Best)),
            }.Where(s => s.X.Count > 0),
        ],
    };

    private static Series Points(string name, IEnumerable<ParetoPoint> points) => new(name, [.. points.Select(p => p.L0)], [.. points.Select(p => p.Adversarial)]);
}
