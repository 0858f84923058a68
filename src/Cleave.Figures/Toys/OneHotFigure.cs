using Cleave.Decomposition.Evaluation;
using Cleave.Figures.Plots;
using Cleave.Models.Toys;

namespace Cleave.Figures.Toys;

/// <summary>One site's importances when single features are present, [features, C], and what its truth says of them.</summary>
public sealed record OneHotSite(string Name, float[,] Importances, SiteTruth? Truth);

/// <summary>
/// Importances when one feature is present: of each site the subcomponents that are alive, beside the pattern that the known mechanisms have.
/// </summary>
public static class OneHotFigure
{
    /// <summary>A subcomponent is alive when its importance is above this for any feature.</summary>
    public const float Alive = 0.1f;

    /// <summary>The figure.</summary>
    /// <param name="sites">The sites.</param>
    public static HeatMap Of(IReadOnlyList<OneHotSite> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        return new HeatMap
        {
            Title = "Importance when one feature is present",
            RowTitle = "feature",
            ColumnTitle = "subcomponent",
            Columns = sites.Any(s => s.Truth is not null) ? 2 : null,
            Value = new Axis("importance") { Low = 0, High = 1 },
            Panels = [.. sites.SelectMany(Panels)],
        };
    }

    private static IEnumerable<HeatPanel> Panels(OneHotSite site)
    {
        var shown = Order(site);
        yield return Found(site, shown);
        if (site.Truth is { } truth)
            yield return Expected(site, truth, shown.Count);
    }

    /// <summary>The subcomponents in the order in which they are drawn; null is a feature's place that none took.</summary>
    private static List<int?> Order(OneHotSite site)
    {
        var importances = site.Importances;
        var (features, count) = (importances.GetLength(0), importances.GetLength(1));
        int[] alive = [.. Enumerable.Range(0, count).Where(c => Enumerable.Range(0, features).Any(f => importances[f, c] > Alive))];
        var kept = Permutation.Apply(importances, alive);
        if (site.Truth?.Pattern == TruthPattern.Dense)
            return [.. Permutation.ByMass(kept).Select(c => (int?)alive[c])];

        // Each feature has a place on the diagonal, whether or not there are enough alive subcomponents for all.
        var padded = new float[features, Math.Max(features, alive.Length)];
        for (var f = 0; f < features; f++)
        {
            for (var c = 0; c < alive.Length; c++)
                padded[f, c] = kept[f, c];
        }

        return [.. Permutation.ToIdentity(padded).Select(c => c < alive.Length ? alive[c] : (int?)null)];
    }

    private static HeatPanel Found(OneHotSite site, List<int?> shown)
    {
        var (features, count) = (site.Importances.GetLength(0), site.Importances.GetLength(1));
        var values = new double[features, shown.Count];
        foreach (var (column, part) in shown.Index())
        {
            for (var f = 0; f < features; f++)
                values[f, column] = part is { } c ? site.Importances[f, c] : double.NaN;
        }

        int[] others = [.. Enumerable.Range(0, count).Except(shown.OfType<int>())];
        var largest = others.SelectMany(c => Enumerable.Range(0, features).Select(f => site.Importances[f, c])).DefaultIfEmpty(0).Max();
        var missing = shown.Count(c => c is null);
        return new HeatPanel($"{site.Name}: found", values)
        {
            ColumnLabels = [.. shown.Select(c => c is { } part ? $"{part}" : "–")],
            Note = string.Join(' ', Others(others.Length, largest), missing > 0 ? $"Grey: {missing} of {features} features without a subcomponent." : "").Trim(),
        };
    }

    private static string Others(int count, float largest) => (count, largest) switch
    {
        (0, _) => "All subcomponents are alive.",
        (_, 0) => $"{count} other{(count == 1 ? " is" : "s are")} 0 on every input.",
        _ => $"{count} other{(count == 1 ? " stays" : "s stay")} at or below {Alive} (at most {largest:0.0000}).",
    };

    private static HeatPanel Expected(OneHotSite site, SiteTruth truth, int shown)
    {
        var features = site.Importances.GetLength(0);
        var isDense = truth.Pattern == TruthPattern.Dense;
        var values = new double[features, isDense ? Math.Max(shown, truth.Mechanisms) : features];
        for (var f = 0; f < features; f++)
        {
            for (var c = 0; c < values.GetLength(1); c++)
                values[f, c] = isDense ? (c < truth.Mechanisms ? double.NaN : 0) : f == c ? 1 : 0;
        }

        return new HeatPanel($"{site.Name}: expected", values)
        {
            Note = isDense
                ? $"{truth.Mechanisms} subcomponents in use, each by some features (grey: any value); all others 0."
                : "One subcomponent a feature, and no feature shares one.",
        };
    }
}
