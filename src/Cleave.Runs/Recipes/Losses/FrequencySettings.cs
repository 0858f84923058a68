using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;

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

    internal static FrequencySettings Read(YamlMap map)
    {
        string[] common = ["penalty", "reference_count", "estimator"];
        var averages = Section.Loss(map, [.. common, "half_life"]).Choice("estimator", "batch", "average") == "average";
        var section = Section.Loss(map, averages ? [.. common, "half_life"] : common);
        return new FrequencySettings(PenaltyKinds.Read(section.Map("penalty")), section.AboveZeroOrNone("reference_count"),
            averages ? section.AboveZero("half_life") : null);
    }
}
