using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="Minimality"/>.</summary>
/// <param name="Penalty">What one importance costs.</param>
/// <param name="Frequency">β, the frequency term's weight within it.</param>
/// <param name="ReferenceCount">Positions the logarithm counts over; none means those of a batch.</param>
public sealed record MinimalitySettings(IPenaltySettings Penalty, float Frequency, double? ReferenceCount) : ILossSettings
{
    /// <inheritdoc/>
    public bool AsksForSparsity => true;

    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => new Minimality(Penalty.Build(), Frequency, ReferenceCount);

    private static readonly Key<float> FrequencyKey = new("frequency", Scalars.Number(0, 1e6), "β, weight of the frequency term within it; 0 has none.");

    internal static Part<ILossSettings> Part { get; } = new Group<ILossSettings>([PenaltyKinds.Key, FrequencyKey, PenaltyKinds.ReferenceCount],
        v => new MinimalitySettings(v.Of(PenaltyKinds.Key), v.Of(FrequencyKey), v.Of(PenaltyKinds.ReferenceCount)));
}
