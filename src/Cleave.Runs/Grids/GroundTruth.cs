using System.Globalization;
using Cleave.Formats;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>The grid of methods × targets × seeds on which the truth is known.</summary>
public sealed record GroundTruth
{
    /// <summary>Where recipes come from.</summary>
    public Catalogue Catalogue { get; init; } = Catalogue.Shipped;

    /// <summary>The targets; none means all toys whose mechanisms are known.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The methods; none means all.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Seeds 0 to one below this.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>How much work each cell is.</summary>
    public Budget Budget { get; init; }

    /// <summary>Changes to every cell's config: a key and its value as YAML.</summary>
    public IReadOnlyList<(string Key, string Value)> Changes { get; init; } = [];

    /// <summary>The cells, with labels target, method and seed; a method that a target has no settings for is left out.</summary>
    /// <exception cref="InputException">When there is no such target or method, or nothing is left.</exception>
    public IReadOnlyList<Cell> Cells()
    {
        foreach (var method in Methods.Where(m => !Catalogue.Methods.Any(known => known.Name == m)))
            throw new InputException($"--methods {method}: there is no such method, choose among {string.Join(", ", Catalogue.Methods.Select(m => m.Name))}.");
        IReadOnlyList<string> targets = Targets.Count > 0 ? Targets : [.. Catalogue.Targets.Select(t => t.Name).Where(IsToy)];
        Cell[] cells = [.. from target in targets
                           from method in Catalogue.MethodsOn(target)
                           where Methods.Count == 0 || Methods.Contains(method, StringComparer.Ordinal)
                           from seed in Enumerable.Range(0, Seeds)
                           select Cell(target, method, seed)];
        return cells.Length > 0 ? cells : throw new InputException(
            $"--methods {string.Join(",", Methods)}: none of the targets {string.Join(", ", targets)} has settings for it; choose other methods or targets.");
    }

    private bool IsToy(string target) =>
        Catalogue.MethodsOn(target) is [var first, ..] && Catalogue.Compose(target, first, Budget).Config.Target.Toy is not null;

    private Cell Cell(string target, string method, int seed)
    {
        var text = seed.ToString(CultureInfo.InvariantCulture);
        var recipe = Changes.Aggregate(Catalogue.Compose(target, method, Budget).With("seed", text), (r, change) => r.With(change.Key, change.Value));
        return new Cell($"{target}-{method}-seed{text}", recipe, new Dictionary<string, string> { ["target"] = target, ["method"] = method, ["seed"] = text });
    }
}
