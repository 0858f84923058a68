using Cleave.Decomposition.Importance;
using Cleave.Formats;
using Cleave.Formats.Yaml;
using Cleave.Models;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="GradientAttribution"/>.</summary>
/// <param name="InnerRank">R, the rank-ones a component has in each site.</param>
/// <param name="At">Where gradients are taken.</param>
/// <param name="Active">k, the mean number of components an input keeps.</param>
internal sealed record AttributionSettings(int InnerRank, AttributionPoint At, float Active) : IImportanceSettings
{
    public IImportanceFunction Build(ImportanceParts parts)
    {
        if (parts.Target.Output != OutputKind.Values)
            throw new InputException("importance.kind: attribution needs a target whose outputs are real numbers, and this one gives logits; choose another kind.");
        return parts.Sites.FirstOrDefault(s => s.Count != parts.Sites[0].Count) is { } other
            ? throw new InputException($"sites: attribution's components span all sites, but {parts.Sites[0].Name} gets {parts.Sites[0].Count} and {other.Name} {other.Count}; give all the same number.")
            : new GradientAttribution(parts.Target, parts.Sites, At, Active);
    }

    public static AttributionSettings Read(YamlMap map)
    {
        var section = Section.Importance(map, "inner_rank", "at", "top_k");
        var at = section.Choice("at", "target", "decomposition") == "target" ? AttributionPoint.Target : AttributionPoint.Decomposition;
        return new AttributionSettings(section.Count("inner_rank"), at, section.AboveZero("top_k"));
    }
}
