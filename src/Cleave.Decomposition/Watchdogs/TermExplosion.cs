using System.Globalization;
using Cleave.Decomposition.Training;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Watchdogs;

/// <summary>
/// A term of the objective explodes (VPD authors' handbook, failure modes): in each of several rows it exceeds its median over the rows before by a factor,
/// and weighted it exceeds the median of the whole objective, since a term that begins near 0, as faithfulness does after the warm-up,
/// may grow by any factor and mean nothing.
/// </summary>
/// <param name="coefficients">Each term's weight by its name.</param>
/// <param name="steps">Steps of the run.</param>
/// <param name="factor">The factor.</param>
/// <param name="history">Rows that the medians are of.</param>
/// <param name="rows">Rows in which it must be so.</param>
public sealed class TermExplosion(IReadOnlyDictionary<string, Schedule> coefficients, long steps, double factor, int history, int rows) : IWatchdog
{
    /// <inheritdoc/>
    public int Rows => history + rows;

    /// <inheritdoc/>
    public string? Complaint(IReadOnlyList<WatchedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (before, now) = (rows.Take(history).ToArray(), rows.Skip(history).ToArray());
        var whole = Median(before.Select(r => coefficients.Keys.Sum(name => Weighted(r, name))));
        foreach (var name in coefficients.Keys)
        {
            var usual = Median(before.Select(r => r[Logged(name)]));
            if (now.All(r => r[Logged(name)] > factor * usual && Weighted(r, name) > whole))
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"term_explosion: {name} is {now[^1][Logged(name)]:0.###e0}, for {now.Length} logged rows more than {factor} times its median {usual:0.###e0} of the {history} rows before, ")
                    + "continue from a checkpoint or start anew with lower rates or a looser clip";
            }
        }

        return null;
    }

    /// <summary>The value in the middle, or the mean of the two there.</summary>
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Logged(string name) => $"{StepReport.TermPrefix}{name}";

    private double Weighted(WatchedRow row, string name) => coefficients[name].At(Math.Max(0, row.Step - 1), steps) * row[Logged(name)];
}
