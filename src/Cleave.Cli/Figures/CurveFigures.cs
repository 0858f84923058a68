using Cleave.Decomposition.Training;
using Cleave.Figures;

namespace Cleave.Cli.Figures;

/// <summary>Curves over the steps, read from a run's metrics.</summary>
internal static class CurveFigures
{
    private const string Losses = "losses.";
    private const string L0 = "l0";

    public static IEnumerable<(string Name, Figure Figure)> Of(IReadOnlyList<MetricRow> rows)
    {
        var curves = rows.SelectMany(r => r.Values.Select(v => (v.Key, Step: (double)r.Step, v.Value)))
            .GroupBy(v => v.Key)
            .ToDictionary(g => g.Key, g => new Series(Short(g.Key), [.. g.Select(v => v.Step)], [.. g.Select(v => v.Value)]));
        yield return ("losses", Chart("Losses", "loss", curves.Where(c => c.Key.StartsWith(Losses, StringComparison.Ordinal))));
        yield return (L0, Chart("Important subcomponents a position", "L0", curves.Where(c => c.Key == L0 || c.Key.StartsWith($"{L0}.", StringComparison.Ordinal))));
    }

    private static LineChart Chart(string title, string axis, IEnumerable<KeyValuePair<string, Series>> curves) => new()
    {
        Title = title,
        Y = new Axis(axis) { Log = true },
        Panels = [.. curves.Select(c => new LinePanel(c.Value.Name, [new Series("run", c.Value.X, c.Value.Y)]))],
    };

    private static string Short(string key) => key == L0 ? "all sites" : key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
