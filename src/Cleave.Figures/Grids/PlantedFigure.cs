using Cleave.Figures.Plots;
using Cleave.Runs.Reports;

namespace Cleave.Figures.Grids;

/// <summary>Recovery of planted mechanisms over gate probability and correlation, beside the prediction.</summary>
public static class PlantedFigure
{
    /// <summary>The figure.</summary>
    /// <param name="report">Rows labelled by probability and correlation.</param>
    public static HeatMap Of(GridReport report)
    {
        string[] probabilities = [.. report.Rows.Select(r => r.Labels[0]).Distinct()];
        string[] correlations = [.. report.Rows.Select(r => r.Labels[1]).Distinct()];
        return new HeatMap
        {
            Title = report.Title,
            Caption = GridCaption.Of(report),
            RowTitle = "gate probability p",
            ColumnTitle = "gate correlation c",
            Value = new Axis("") { Low = 0, High = 1 },
            Panels =
            [
                Panel("recovery", r => r.Score("recovery")?.Mean),
                Panel("penalty of a wrong basis, (1 - p)(1 - c)", r => PlantedAgreement.Penalty(r)),
                Panel("span error", r => r.Score("span_error")?.Mean),
                Panel("firing density of the busiest part", r => r.Score("firing_max")?.Mean),
            ],
        };

        HeatPanel Panel(string title, Func<ReportRow, double?> value)
        {
            var values = new double[probabilities.Length, correlations.Length];
            foreach (var row in report.Rows)
                values[Array.IndexOf(probabilities, row.Labels[0]), Array.IndexOf(correlations, row.Labels[1])] = value(row) ?? double.NaN;
            return new HeatPanel(title, values) { RowLabels = probabilities, ColumnLabels = correlations };
        }
    }
}
