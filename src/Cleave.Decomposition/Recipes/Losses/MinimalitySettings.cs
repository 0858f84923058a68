using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Recipes;

/// <summary>Settings of <see cref="Minimality"/>.</summary>
/// <param name="Exponent">p over the run.</param>
/// <param name="Frequency">β, the frequency term's weight within it.</param>
/// <param name="ReferenceCount">Positions the logarithm counts over; none means those of a batch.</param>
public sealed record MinimalitySettings(Anneal Exponent, float Frequency, double? ReferenceCount) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => new Minimality(Exponent, Frequency, ReferenceCount);

    internal static MinimalitySettings Read(YamlMap map)
    {
        var section = Section.Loss(map, "exponent", "frequency", "reference_count");
        return new MinimalitySettings(section.Anneal("exponent"), section.AtLeastZero("frequency"), section.AboveZeroOrNone("reference_count"));
    }
}
