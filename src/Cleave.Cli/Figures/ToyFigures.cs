using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Sites;
using Cleave.Figures;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Cli.Figures;

/// <summary>What can be drawn only of toys: importances of single features, and weights in a plane.</summary>
internal static class ToyFigures
{
    private const float Important = 0.1f;

    public static IEnumerable<(string Name, Figure Figure)> Of(CpuDevice device, Experiment experiment)
    {
        var matrices = experiment.Components.Sites.ToDictionary(s => s, s => ToyEvaluation.OneHotImportances(device, experiment, s));
        yield return ("one-hot-importance", new HeatMap
        {
            Title = "Importance when one feature is present",
            RowTitle = "feature",
            ColumnTitle = "subcomponent, in the order that fits best",
            Value = new Axis("importance") { Low = 0, High = 1 },
            Panels = [.. matrices.Select(m => Panel(m.Key.Name, m.Value, experiment.Subject.Truth?.Of(m.Key.Name)?.Pattern))],
        });
        foreach (var (site, importances) in matrices.Where(m => Math.Min(m.Key.In, m.Key.Out) == 2))
            yield return ($"vectors-{site.Name}", Vectors(experiment.Components, site, importances));
    }

    private static HeatPanel Panel(string name, float[,] importances, TruthPattern? pattern)
    {
        var order = pattern == TruthPattern.Dense ? Permutation.ByMass(importances) : Permutation.ToIdentity(importances);
        var permuted = Permutation.Apply(importances, order);
        var values = new double[permuted.GetLength(0), permuted.GetLength(1)];
        for (var r = 0; r < values.GetLength(0); r++)
        {
            for (var c = 0; c < values.GetLength(1); c++)
                values[r, c] = permuted[r, c];
        }

        return new HeatPanel(name, values) { ColumnLabels = [.. order.Select(c => $"{c}")] };
    }

    private static TmsVectorPlot Vectors(Components components, Site site, float[,] importances)
    {
        var alive = Enumerable.Range(0, site.Count).Where(c => Enumerable.Range(0, importances.GetLength(0)).Any(f => importances[f, c] > Important));
        return new TmsVectorPlot
        {
            Title = $"{site.Name}: the target's weights and what each important subcomponent contributes",
            Panels =
            [
                Arrows("target", site, (row, column) => site.Layer.Weight.Span[(row * site.In) + column]),
                .. alive.Select(c => Arrows($"subcomponent {c}", site,
                    (row, column) => Entry(components, site, c, row, column))),
            ],
        };
    }

    private static float Entry(Components components, Site site, int part, int row, int column)
    {
        var sum = 0f;
        for (var m = part * site.Rank; m < (part + 1) * site.Rank; m++)
            sum += components.U(site).Span[(m * site.Out) + row] * components.V(site).Span[(column * site.Columns) + m];
        return sum;
    }

    /// <summary>One arrow a feature in the plane of the two hidden dimensions, whichever side of the matrix they are.</summary>
    private static VectorPanel Arrows(string title, Site site, Func<int, int, float> weight) => site.Out == 2
        ? new VectorPanel(title, [.. Enumerable.Range(0, site.In).Select(f => new Arrow(f, weight(0, f), weight(1, f)))])
        : new VectorPanel(title, [.. Enumerable.Range(0, site.Out).Select(f => new Arrow(f, weight(f, 0), weight(f, 1)))]);
}
