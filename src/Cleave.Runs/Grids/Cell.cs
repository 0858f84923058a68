using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>One run of a grid.</summary>
/// <param name="Name">Its folder within the grid's: letters, digits, dots, dashes and underscores.</param>
/// <param name="Recipe">Its complete config.</param>
/// <param name="Labels">What it stands for, such as target, method and seed; reports group by them.</param>
public sealed record Cell(string Name, RecipeFile Recipe, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The label of that name.</summary>
    /// <exception cref="KeyNotFoundException">When the cell has none.</exception>
    public string this[string label] => Labels[label];
}
