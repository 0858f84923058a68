using System.Globalization;

namespace Cleave.Decomposition.Watchdogs;

/// <summary>
/// Importances have collapsed (VPD, failure modes): in each of several rows hardly any subcomponent is important or no importance
/// is anywhere near 1, and what the importances keep reproduces the output no better than removing everything. Both are asked for,
/// because importances may start low, and a young decomposition reproduces little.
/// </summary>
/// <param name="l0">Important subcomponents a position, all sites, below which hardly any is important.</param>
/// <param name="largest">Largest importance of a batch below which none is near 1.</param>
/// <param name="share">Share of zero ablation's divergence from which reconstruction counts as none.</param>
/// <param name="rows">Rows in which it must be so.</param>
public sealed class ImportanceCollapse(double l0, double largest, double share, int rows) : IWatchdog
{
    /// <summary>Name of the logged largest importance of a batch.</summary>
    public const string Largest = "importance.largest";

    /// <summary>Name of the logged divergence with importances as masks.</summary>
    public const string Kept = "reconstruction.importance";

    /// <summary>Name of the logged divergence of zero ablation.</summary>
    public const string Zero = "reconstruction.zero";

    /// <inheritdoc/>
    public int Rows => rows;

    /// <inheritdoc/>
    public string? Complaint(IReadOnlyList<WatchedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!rows.All(r => (r["l0"] < l0 || r[Largest] < largest) && r[Kept] >= share * r[Zero]))
            return null;
        var now = rows[^1];
        return string.Create(CultureInfo.InvariantCulture,
            $"importance_collapse: for {rows.Count} logged rows hardly anything has been important (now L0 {now["l0"]:0.###}, largest importance {now[Largest]:0.###}) ")
            + string.Create(CultureInfo.InvariantCulture,
            $"and importances as masks reproduce the output no better than removing everything ({now[Kept]:0.###e0} of {now[Zero]:0.###e0}), ")
            + "start anew with smaller coefficients of minimality and frequency, or with more steps before they act";
    }
}
