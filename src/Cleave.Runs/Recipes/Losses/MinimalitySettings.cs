using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;

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

    internal static MinimalitySettings Read(YamlMap map)
    {
        var section = Section.Loss(map, "penalty", "frequency", "reference_count");
        return new MinimalitySettings(PenaltyKinds.Read(section.Map("penalty")), section.AtLeastZero("frequency"), section.AboveZeroOrNone("reference_count"));
    }
}
