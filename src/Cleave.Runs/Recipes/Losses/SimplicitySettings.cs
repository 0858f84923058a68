using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="Simplicity"/>.</summary>
/// <param name="Exponent">p, above 0 and at most 1.</param>
/// <param name="Form">sum, or global: divided by the number of decomposed weights.</param>
public sealed record SimplicitySettings(float Exponent, string Form) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => new Simplicity(Exponent, Form == "global");

    internal static SimplicitySettings Read(YamlMap map)
    {
        var section = Section.Loss(map, "exponent", "form");
        return section.AboveZero("exponent") is <= 1 and var exponent
            ? new SimplicitySettings(exponent, section.Choice("form", "global", "sum"))
            : throw section.Wrong("exponent", "a number above 0 and at most 1");
    }
}
