namespace Cleave.Runs.Reports;

/// <summary>A measure over several seeds.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation with n − 1; 0 for one.</param>
/// <param name="Worst">The worst of them.</param>
/// <param name="Count">How many.</param>
public sealed record Aggregate(double Mean, double Deviation, double Worst, int Count)
{
    /// <summary>Of values, at least one.</summary>
    public static Aggregate Of(IReadOnlyList<double> values, double worst)
    {
        ArgumentNullException.ThrowIfNull(values);
        var mean = values.Sum() / values.Count;
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return new Aggregate(mean, values.Count > 1 ? Math.Sqrt(squares / (values.Count - 1)) : 0, worst, values.Count);
    }
}
