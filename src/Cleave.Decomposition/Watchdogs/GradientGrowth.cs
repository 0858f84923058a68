using System.Globalization;

namespace Cleave.Decomposition.Watchdogs;

/// <summary>
/// The importance function's gradient grows without end (VPD authors' handbook, failure modes): in each of several rows its norm before clipping exceeds its
/// mean over the rows before by a factor. It goes before the collapses that total loss hides.
/// </summary>
/// <param name="factor">The factor.</param>
/// <param name="history">Rows that the mean is of.</param>
/// <param name="rows">Rows in which it must be so.</param>
public sealed class GradientGrowth(double factor, int history, int rows) : IWatchdog
{
    /// <summary>Name of the logged norm.</summary>
    public const string Norm = "gradient_norm.importance";

    /// <inheritdoc/>
    public int Rows => history + rows;

    /// <inheritdoc/>
    public string? Complaint(IReadOnlyList<WatchedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var usual = rows.Take(history).Average(r => r[Norm]);
        var now = rows.Skip(history).Select(r => r[Norm]).ToArray();
        return now.All(norm => norm > factor * usual)
            ? string.Create(CultureInfo.InvariantCulture,
                $"gradient_growth: the importance function's gradient norm is {now[^1]:0.###e0}, for {now.Length} logged rows more than {factor} times its mean {usual:0.###e0} of the {history} rows before, ")
                + "continue from a checkpoint or start anew with a lower rate or a clip in optimizers.importance"
            : null;
    }
}
