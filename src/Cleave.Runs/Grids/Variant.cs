using System.Globalization;
using System.Text.RegularExpressions;
using Cleave.Formats;
using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>One key of a config that a variant changes.</summary>
/// <param name="Key">Keys joined by dots.</param>
/// <param name="Value">
/// Its value as YAML, or null, which takes it out. <c>&lt;key&gt;</c> stands for what the unchanged config has there,
/// <c>&lt;2 * key&gt;</c> for a multiple of it.
/// </param>
/// <param name="WhereThere">Whether configs without the key are left as they are.</param>
public sealed record VariantChange(string Key, string? Value, bool WhereThere = false);

/// <summary>A config with one part of the method exchanged.</summary>
/// <param name="Name">As tables and cells name it.</param>
/// <param name="Why">What is exchanged, and how a coefficient in other units was matched.</param>
/// <param name="Changes">The keys that it takes.</param>
public sealed partial record Variant(string Name, string Why, params IReadOnlyList<VariantChange> Changes)
{
    /// <summary>The part that is exchanged, as a key and its value; configs that have another one have no such variant. Null means any config.</summary>
    public (string Key, string Value)? InPlaceOf { get; init; }

    /// <summary>The changed config, or null where the part is not there or the change makes no difference.</summary>
    /// <exception cref="InputException">When a key to refer to or to take out is missing, or is no number.</exception>
    public RecipeFile? On(RecipeFile recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (InPlaceOf is { } part && recipe.ValueAt(part.Key)?.Trim() != part.Value)
            return null;
        var changed = Changes.Where(c => !c.WhereThere || recipe.ValueAt(c.Key) is not null).Aggregate(recipe, (before, change) => change.Value is { } value
            ? before.WithAdded(change.Key, Resolve(recipe, value))
            : before.Without(change.Key));
        return Changes.Count > 0 && changed.Text == recipe.Text ? null : changed;
    }

    [GeneratedRegex(@"<(?:(?<factor>[0-9.e+-]+) \* )?(?<key>[a-z0-9_.-]+)>", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    private string Resolve(RecipeFile recipe, string value) => Reference().Replace(value, match =>
    {
        var key = match.Groups["key"].Value;
        var text = recipe.ValueAt(key)?.Trim() ?? throw new InputException($"variant {Name}: the config has no key {key} to take a value from; add it.");
        return match.Groups["factor"] is { Success: true, Value: var factor } ? Times(key, factor, text) : text;
    });

    private string Times(string key, string factor, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? (double.Parse(factor, CultureInfo.InvariantCulture) * number).ToString("0.######e0", CultureInfo.InvariantCulture)
        : throw new InputException($"variant {Name}: {key} must be a number to be multiplied but is {text}; write a number.");
}
