using Cleave.Figures;
using Cleave.Runs.Reports;

namespace Cleave.Cli.Figures;

/// <summary>L0 against adversarial reconstruction, one point a setting.</summary>
internal static class SweepFigure
{
    public static ScatterPlot Of(GridReport report, ParetoFront front) => new()
    {
        Title = report.Title,
        X = new Axis("L0") { Log = true },
        Y = new Axis(front.Adversary.Title) { Log = true },
        Series =
        [
            Points("on the front", front.Points.Where(p => p.OnFront && p != front.Best)),
            Points("beaten", front.Points.Where(p => !p.OnFront)),
            Points("best", front.Points.Where(p => p == front.Best)),
        ],
    };

    private static Series Points(string name, IEnumerable<ParetoPoint> points) => new(name, [.. points.Select(p => p.L0)], [.. points.Select(p => p.Adversarial)]);
}
