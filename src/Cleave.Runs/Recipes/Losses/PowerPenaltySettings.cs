using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="PowerPenalty"/>.</summary>
/// <param name="Exponent">p over the run.</param>
/// <param name="Epsilon">ε, added before the exponent.</param>
public sealed record PowerPenaltySettings(Anneal Exponent, float Epsilon) : IPenaltySettings
{
    /// <inheritdoc/>
    public IPenalty Build() => new PowerPenalty(Exponent, Epsilon);

    internal static PowerPenaltySettings Read(YamlMap map)
    {
        var section = new Section(map, "kind", "exponent", "epsilon");
        return new PowerPenaltySettings(section.Anneal("exponent"), section.AtLeastZero("epsilon"));
    }
}
