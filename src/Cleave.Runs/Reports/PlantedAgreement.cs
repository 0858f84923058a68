using System.Globalization;

namespace Cleave.Runs.Reports;

/// <summary>How far recovery of planted mechanisms follows the penalty (1 − p)(1 − c) that a wrong basis pays.</summary>
/// <param name="RankCorrelation">Spearman's, over cells: ties share their mean rank.</param>
/// <param name="Identified">Mean recovery where the penalty is at least 0.1.</param>
/// <param name="Unidentified">Mean recovery where the penalty is 0.</param>
/// <param name="WorstSpanError">Largest span error of all cells.</param>
public sealed record PlantedAgreement(double RankCorrelation, double Identified, double Unidentified, double WorstSpanError)
{
    private const double Clear = 0.1;

    /// <summary>In words.</summary>
    public string Sentence => string.Create(CultureInfo.InvariantCulture,
        $"Agreement: rank correlation of recovery with the penalty {RankCorrelation:0.000}; mean recovery {Identified:0.000} where the penalty is at least {Clear}, "
        + $"{Unidentified:0.000} where it is 0; largest span error {WorstSpanError:0.000}.");

    /// <summary>Measures a report whose rows are labelled p and c.</summary>
    public static PlantedAgreement Of(GridReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        (double Penalty, double Recovery, double Span)[] cells =
        [
            .. report.Rows.Where(r => r.Score("recovery") is not null).Select(r => (Penalty(r), r.Score("recovery")!.Mean, r.Score("span_error")!.Mean)),
        ];
        return new PlantedAgreement(
            Correlation(Ranks([.. cells.Select(c => c.Penalty)]), Ranks([.. cells.Select(c => c.Recovery)])),
            cells.Where(c => c.Penalty >= Clear).Select(c => c.Recovery).DefaultIfEmpty(double.NaN).Average(),
            cells.Where(c => c.Penalty == 0).Select(c => c.Recovery).DefaultIfEmpty(double.NaN).Average(),
            cells.Select(c => c.Span).DefaultIfEmpty(double.NaN).Max());
    }

    /// <summary>(1 − p)(1 − c) of a row labelled p and c.</summary>
    public static double Penalty(ReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return (1 - Number(row.Labels[0])) * (1 - Number(row.Labels[1]));
    }

    private static double Number(string label) => double.Parse(label, CultureInfo.InvariantCulture);

    private static double[] Ranks(double[] values) =>
        [.. values.Select(v => values.Count(other => other < v) + ((values.Count(other => other == v) - 1) / 2.0))];

    private static double Correlation(double[] x, double[] y)
    {
        if (x.Length == 0)
            return double.NaN;
        var (meanX, meanY) = (x.Average(), y.Average());
        var together = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return together / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}
