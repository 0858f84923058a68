using Cleave.Decomposition.Evaluation;
using Cleave.Figures.Plots;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Figures.Toys;

/// <summary>What only the induction transformer has: its attention patterns, and the pairs of subcomponents that make them.</summary>
public static class InductionFigures
{
    /// <summary>Where the target attends, and for each layer the strongest pairs of subcomponents.</summary>
    /// <param name="device">What computes them.</param>
    /// <param name="experiment">An experiment on an induction transformer.</param>
    public static IEnumerable<(string Name, Figure Figure)> Of(CpuDevice device, Experiment experiment)
    {
        var layers = InductionPatterns.Of(device, experiment);
        yield return ("attention-patterns", new HeatMap
        {
            Title = "Where the target attends, mean over held-out rows",
            RowTitle = "query position",
            ColumnTitle = "key position",
            Value = new Axis("attention") { Log = true, Low = 1e-3, High = 1 },
            Panels = [.. layers.Select(l => new HeatPanel($"layer {l.Layer}", l.Mean))],
        });
        foreach (var layer in layers.Where(l => l.Pairs.Count > 0))
        {
            yield return ($"attention-pairs-layer{layer.Layer}", new HeatMap
            {
                Title = $"Layer {layer.Layer}: what the strongest pairs of q and k add to the score, beyond the mean over keys in sight",
                RowTitle = layer.Layer == 0 ? "query, counted from S" : "query",
                ColumnTitle = "key, counted from the first S",
                Colours = ColourScale.Diverging,
                Value = new Axis("score"),
                Panels = [.. layer.Pairs.Select(Panel)],
            });
        }
    }

    private static HeatPanel Panel(PatternPair pair)
    {
        string[] offsets = [.. Enumerable.Range(InductionPatterns.Low, pair.Map.GetLength(1)).Select(o => $"{o}")];
        return new HeatPanel($"q {Name(pair.Query)} · k {Name(pair.Key)}", pair.Map)
        {
            Note = pair.Map.Cast<double>().Any(double.IsNaN) ? "Grey: the key would lie ahead." : "",
            RowLabels = pair.Map.GetLength(0) == 1 ? ["last S"] : offsets,
            ColumnLabels = offsets,
        };
    }

    private static string Name(int? part) => part is { } c ? $"{c}" : "position";
}
