using Cleave.Decomposition.Training;
using Cleave.Figures.Plots;

namespace Cleave.Figures.Runs;

/// <summary>Curves over the steps, read from a run's metrics.</summary>
public static class CurveFigures
{
    private const string Losses = "losses.";
    private const string L0 = "l0";
    private const string L0OfSite = "l0.";

    // More sites are rows of a heat map.
    private const int MostPanels = 6;

    /// <summary>Losses, L0, and L0 by site.</summary>
    /// <param name="rows">The run's metrics.</param>
    public static IEnumerable<(string Name, Figure Figure)> Of(IReadOnlyList<MetricRow> rows)
    {
        var curves = rows.SelectMany(r => r.Values.Select(v => (v.Key, Step: (double)r.Step, v.Value)))
            .GroupBy(v => v.Key)
            .ToDictionary(g => g.Key, g => new Series(Short(g.Key), [.. g.Select(v => v.Step)], [.. g.Select(v => v.Value)]));
        yield return ("losses", Chart("Losses", "loss", curves.Where(c => c.Key.StartsWith(Losses, StringComparison.Ordinal))));
        var sites = curves.Where(c => c.Key.StartsWith(L0OfSite, StringComparison.Ordinal)).ToList();
        var total = curves.Where(c => c.Key == L0);
        const string Title = "Important subcomponents a position";
        if (sites.Count <= MostPanels)
        {
            yield return (L0, Chart(Title, "L0", total.Concat(sites)));
            yield break;
        }

        yield return (L0, Chart(Title, "L0", total));
        yield return ("l0-by-site", BySite($"{Title}, by site", [.. sites.Select(s => s.Value)]));
    }

    private static LineChart Chart(string title, string axis, IEnumerable<KeyValuePair<string, Series>> curves) => new()
    {
        Title = title,
        Y = new Axis(axis) { Log = true },
        Panels = [.. curves.Select(c => new LinePanel(c.Value.Name, [new Series(c.Value.Name, c.Value.X, c.Value.Y)]))],
    };

    private static HeatMap BySite(string title, IReadOnlyList<Series> sites)
    {
        double[] steps = [.. sites.SelectMany(s => s.X).Distinct().Order()];
        var values = new double[sites.Count, steps.Length];
        foreach (var (row, site) in sites.Index())
        {
            var known = site.X.Zip(site.Y).DistinctBy(v => v.First).ToDictionary(v => v.First, v => v.Second);
            for (var column = 0; column < steps.Length; column++)
                values[row, column] = known.GetValueOrDefault(steps[column], double.NaN);
        }

        return new HeatMap
        {
            Title = title,
            ColumnTitle = "step",
            Value = new Axis("L0") { Log = true },
            Panels = [new HeatPanel("", values) { RowLabels = [.. sites.Select(s => s.Name)], ColumnLabels = [.. steps.Select(s => $"{s}")] }],
        };
    }

    private static string Short(string key) => key == L0 ? "all sites" : key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
