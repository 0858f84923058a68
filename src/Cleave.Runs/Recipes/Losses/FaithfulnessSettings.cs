using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="GlobalFaithfulness"/>, <see cref="SummedFaithfulness"/> and <see cref="RelativeFaithfulness"/>.</summary>
/// <param name="Form">global, sum or relative.</param>
public sealed record FaithfulnessSettings(string Form) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => Form switch
    {
        "relative" => new RelativeFaithfulness(),
        "sum" => new SummedFaithfulness(),
        _ => new GlobalFaithfulness(),
    };

    internal static FaithfulnessSettings Read(YamlMap map) => new(Section.Loss(map, "form").Choice("form", "global", "sum", "relative"));
}
