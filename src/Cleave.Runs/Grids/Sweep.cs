using System.Globalization;
using Cleave.Formats;
using Cleave.Runs.Disks;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>One config with some keys changed: every combination of values, or random draws.</summary>
public sealed record Sweep
{
    /// <summary>The config without changes.</summary>
    public required RecipeFile Recipe { get; init; }

    /// <summary>What is changed.</summary>
    public required IReadOnlyList<SweepAxis> Axes { get; init; }

    /// <summary>How many random draws; null means every combination.</summary>
    public int? Draws { get; init; }

    /// <summary>Seeds of each setting, counted from the config's own.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The cells, labelled by the changed keys and the seed. Names follow from the values alone, so a longer sweep keeps those of a shorter one.</summary>
    /// <exception cref="InputException">When a range is given without random draws, two axes share a key, or a value does not fit.</exception>
    public IReadOnlyList<Cell> Cells()
    {
        if (Axes.GroupBy(a => a.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"--over {twice.Key}: the key is given twice; give all its values at once.");
        if (Draws is null && Axes.FirstOrDefault(a => a.Range is not null) is { } range)
            throw new InputException($"--over {range.Key}: a range needs random draws; add --random N, or list values.");
        var own = Recipe.Config.Seed;
        return [.. from values in (Draws is { } draws ? Drawn(draws, own) : Combinations()).DistinctBy(v => string.Join('\n', v), StringComparer.Ordinal)
                   from seed in Enumerable.Range(0, Seeds)
                   select Cell(values, own + (ulong)seed)];
    }

    private IEnumerable<IReadOnlyList<string>> Drawn(int draws, ulong seed) =>
        Enumerable.Range(0, draws).Select(draw => (IReadOnlyList<string>)[.. Axes.Select(a => a.Draw(seed, draw))]);

    private IEnumerable<IReadOnlyList<string>> Combinations() => Axes.Aggregate(
        (IEnumerable<IReadOnlyList<string>>)[[]], (before, axis) => before.SelectMany(values => axis.Values.Select(v => (IReadOnlyList<string>)[.. values, v])));

    private Cell Cell(IReadOnlyList<string> values, ulong seed)
    {
        var text = seed.ToString(CultureInfo.InvariantCulture);
        (string Key, string Value)[] changes = [.. Axes.Zip(values, (axis, value) => (axis.Key, value))];
        // A seed among the axes has the last word.
        var recipe = changes.Aggregate(Recipe.With("seed", text), (changed, set) => changed.With(set.Key, set.Value));
        var digest = DurableFile.DigestOfText(string.Join('\n', changes.Select(c => $"{c.Key}={c.Value}")))[..8];
        return new Cell($"{digest}-seed{text}", recipe, changes.Append((Key: "run seed", Value: text)).ToDictionary(c => c.Key, c => c.Value));
    }
}
