using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Sites;
using Cleave.Figures.Plots;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Figures.Toys;

/// <summary>What can be drawn only of toys: importances of single features, and weights in a plane.</summary>
public static class ToyFigures
{
    /// <summary>Importances of single features, and vectors of each site with two hidden dimensions.</summary>
    /// <param name="device">What computes importances.</param>
    /// <param name="experiment">An experiment whose target has single features.</param>
    public static IEnumerable<(string Name, Figure Figure)> Of(CpuDevice device, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var matrices = experiment.Components.Sites.ToDictionary(s => s, s => ToyEvaluation.OneHotImportances(device, experiment, s));
        yield return ("one-hot-importance", OneHotFigure.Of([.. matrices.Select(m => new OneHotSite(m.Key.Name, m.Value, experiment.Subject.Truth?.Of(m.Key.Name)))]));
        foreach (var (site, importances) in matrices.Where(m => Math.Min(m.Key.In, m.Key.Out) == 2))
            yield return ($"vectors-{site.Name}", Vectors(experiment.Components, site, importances));
    }

    private static VectorPlot Vectors(Components components, Site site, float[,] importances)
    {
        var alive = Enumerable.Range(0, site.Count).Where(c => Enumerable.Range(0, importances.GetLength(0)).Any(f => importances[f, c] > OneHotFigure.Alive));
        return new VectorPlot
        {
            Title = $"{site.Name}: weights of the target and of each alive subcomponent, by feature",
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
