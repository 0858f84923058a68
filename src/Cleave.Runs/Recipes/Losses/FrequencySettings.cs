using Cleave.Decomposition.Losses;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="Frequency"/>.</summary>
/// <param name="Penalty">What one importance costs.</param>
/// <param name="ReferenceCount">Positions the logarithm counts over; none means those of a batch.</param>
/// <param name="HalfLife">Half-life in steps of the average that estimates frequencies; none takes those of the batch.</param>
public sealed record FrequencySettings(IPenaltySettings Penalty, double? ReferenceCount, float? HalfLife) : ILossSettings
{
    /// <inheritdoc/>
    public bool AsksForSparsity => true;

    /// <inheritdoc/>
    public ILoss Build(LossParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var average = HalfLife is { } steps ? new MovingAverage($"averages/{parts.Name}", parts.Sites, steps) : null;
        return new Frequency(Penalty.Build(), ReferenceCount, average);
    }

    private static readonly Key<float> HalfLifeKey = new("half_life", Scalars.AboveZero(1e9), "Half-life of the average in steps.");

    private static readonly Kinds<float?> Estimator = new("estimator", "Where frequencies come from.",
        new("batch", "The batch.", () => null),
        new("average", "A moving average over steps.", new Group<float?>([HalfLifeKey], v => v.Of(HalfLifeKey))));

    internal static Part<ILossSettings> Part { get; } = new Group<ILossSettings>([PenaltyKinds.Key, PenaltyKinds.ReferenceCount, Estimator],
        v => new FrequencySettings(v.Of(PenaltyKinds.Key), v.Of(PenaltyKinds.ReferenceCount), v.Of(Estimator).Value));
}
