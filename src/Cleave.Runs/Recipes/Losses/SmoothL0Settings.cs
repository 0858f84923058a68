using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="SmoothL0Penalty"/>.</summary>
/// <param name="Width">γ over the run.</param>
/// <param name="NormaliseAtOne">Whether an importance of 1 always costs 1.</param>
public sealed record SmoothL0Settings(Anneal Width, bool NormaliseAtOne) : IPenaltySettings
{
    /// <inheritdoc/>
    public IPenalty Build() => new SmoothL0Penalty(Width, NormaliseAtOne);

    internal static SmoothL0Settings Read(YamlMap map)
    {
        var section = new Section(map, "kind", "width", "normalise_at_one");
        return new SmoothL0Settings(section.Anneal("width"), section.Flag("normalise_at_one"));
    }
}
