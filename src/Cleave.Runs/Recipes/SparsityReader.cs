using System.Globalization;
using Cleave.Decomposition.Sparsity;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Reads the budget that a config states instead of leaving its coefficients as they are.</summary>
internal static class SparsityReader
{
    private const string Key = "sparsity";
    private const string TargetKey = "target";

    public static SparsitySettings? Read(YamlMap config, IReadOnlyList<TermConfig> losses)
    {
        if (config.Find(Key) is YamlScalar)
            return config.Text(Key) == Section.None ? null : throw config.Wrong(Key, "none, or a map with a target such as pgd-mse 0.001");
        var section = new Section(config.Map(Key), TargetKey, "every", "batch", "begin", "half_life", "time", "lead", "max_move", "lowest", "highest");
        var (quantity, target) = Target(section);
        var settings = new SparsitySettings
        {
            Quantity = quantity,
            Target = target,
            Every = section.Count("every"),
            Batch = section.Count("batch"),
            Begin = section.Share("begin"),
            HalfLife = section.AboveZero("half_life"),
            Time = section.AboveZero("time"),
            Lead = section.AtLeastZero("lead"),
            MaxMove = section.AboveZero("max_move"),
            Lowest = section.AboveZero("lowest") is <= 1 and var lowest ? lowest : throw section.Wrong("lowest", "a number above 0 and at most 1"),
            Highest = section.Number("highest") is >= 1 and var highest ? highest : throw section.Wrong("highest", "a number of at least 1"),
        };
        return losses.Any(t => t.Settings.AsksForSparsity) ? settings
            : throw section.Wrong(TargetKey, "left out where no loss is of kind minimality or frequency");
    }

    private static (BudgetQuantity Quantity, float Target) Target(Section section)
    {
        var parts = section.Text(TargetKey).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is [var name, var number] && BudgetQuantity.All.FirstOrDefault(q => q.Name == name) is { } quantity
            && float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && float.IsFinite(value)
            ? (quantity, value)
            : throw section.Wrong(TargetKey, $"one of {string.Join(", ", BudgetQuantity.All.Select(q => q.Name))}, and a number above 0");
    }
}
