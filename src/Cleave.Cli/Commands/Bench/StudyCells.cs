using System.Globalization;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;

namespace Cleave.Cli.Commands.Bench;

/// <summary>Cells of a study: one target under several sets of changes, each with every seed.</summary>
internal static class StudyCells
{
    /// <param name="target">The target, taken apart with our default method.</param>
    /// <param name="budget">How much work a cell is.</param>
    /// <param name="seeds">Seeds from 0 on.</param>
    /// <param name="variants">Their labels, and the changes that make them: keys and values as YAML.</param>
    /// <param name="changes">Changes to every cell.</param>
    public static IReadOnlyList<Cell> Of(string target, Budget budget, int seeds,
        IEnumerable<(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(string Key, string Value)> Changes)> variants,
        IReadOnlyList<(string Key, string Value)> changes) =>
    [
        .. from variant in variants
           from seed in Enumerable.Range(0, seeds)
           select Cell(target, budget, seed.ToString(CultureInfo.InvariantCulture), variant.Labels, [.. variant.Changes, .. changes]),
    ];

    private static Cell Cell(string target, Budget budget, string seed, IReadOnlyDictionary<string, string> labels, IReadOnlyList<(string Key, string Value)> changes)
    {
        var recipe = changes.Aggregate(Catalogue.Shipped.Compose(target, Catalogue.DefaultMethod, budget).With("seed", seed), (r, c) => r.With(c.Key, c.Value));
        var name = string.Join('-', labels.Select(l => $"{l.Key}{l.Value}").Prepend(target).Append($"seed{seed}"));
        return new Cell(name, recipe, new Dictionary<string, string>(labels) { ["target"] = target, ["seed"] = seed });
    }
}
