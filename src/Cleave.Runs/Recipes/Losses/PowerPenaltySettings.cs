using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="PowerPenalty"/>.</summary>
/// <param name="Exponent">p over the run.</param>
/// <param name="Epsilon">ε, added before the exponent.</param>
public sealed record PowerPenaltySettings(Anneal Exponent, float Epsilon) : IPenaltySettings
{
    /// <inheritdoc/>
    public IPenalty Build() => new PowerPenalty(Exponent, Epsilon);

    private static readonly Key<Anneal> ExponentKey = new("exponent", Schedules.Anneal, "p, the power of an importance.");
    private static readonly Key<float> EpsilonKey = new("epsilon", Scalars.Number(0, 1), "Added to an importance before the power.");

    internal static Part<IPenaltySettings> Part { get; } = new Group<IPenaltySettings>([ExponentKey, EpsilonKey],
        v => new PowerPenaltySettings(v.Of(ExponentKey), v.Of(EpsilonKey)));
}
