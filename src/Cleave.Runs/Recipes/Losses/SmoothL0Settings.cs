using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="SmoothL0Penalty"/>.</summary>
/// <param name="Width">γ over the run.</param>
/// <param name="NormaliseAtOne">Whether an importance of 1 always costs 1.</param>
public sealed record SmoothL0Settings(Anneal Width, bool NormaliseAtOne) : IPenaltySettings
{
    /// <inheritdoc/>
    public IPenalty Build() => new SmoothL0Penalty(Width, NormaliseAtOne);

    private static readonly Key<Anneal> WidthKey = new("width", Schedules.Anneal, "γ, the importance from which the cost is near 1.");
    private static readonly Key<bool> NormaliseKey = new("normalise_at_one", Scalars.Flag, "Whether an importance of 1 always costs 1.");

    internal static Part<IPenaltySettings> Part { get; } = new Group<IPenaltySettings>([WidthKey, NormaliseKey],
        v => new SmoothL0Settings(v.Of(WidthKey), v.Of(NormaliseKey)));
}
