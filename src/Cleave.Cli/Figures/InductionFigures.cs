using Cleave.Decomposition.Evaluation;
using Cleave.Figures;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Cli.Figures;

/// <summary>What only the induction transformer has: its attention patterns, and the pairs of subcomponents that make them.</summary>
internal static class InductionFigures
{
    public static IEnumerable<(string Name, Figure Figure)> Of(CpuDevice device, Experiment experiment)
    {
        var layers = InductionPatterns.Of(device, experiment);
        yield return ("attention-patterns", new HeatMap
        {
            Title = "Where the target attends, mean over held-out rows",
            RowTitle = "query position",
            ColumnTitle = "key position",
            Value = new Axis("attention") { Low = 0 },
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
            RowLabels = pair.Map.GetLength(0) == 1 ? ["last S"] : offsets,
            ColumnLabels = offsets,
        };
    }

    private static string Name(int? part) => part is { } c ? $"{c}" : "position";
}
