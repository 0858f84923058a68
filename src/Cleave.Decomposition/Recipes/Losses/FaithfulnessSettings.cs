using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;

namespace Cleave.Decomposition.Recipes;

/// <summary>Settings of <see cref="GlobalFaithfulness"/> and <see cref="RelativeFaithfulness"/>.</summary>
/// <param name="Form">global or relative.</param>
public sealed record FaithfulnessSettings(string Form) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts) => Form == "relative" ? new RelativeFaithfulness() : new GlobalFaithfulness();

    internal static FaithfulnessSettings Read(YamlMap map) => new(Section.Loss(map, "form").Choice("form", "global", "relative"));
}
