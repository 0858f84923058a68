using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Formats;
using Cleave.Models;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="GradientAttribution"/>.</summary>
/// <param name="InnerRank">R, the rank-ones a component has in each site.</param>
/// <param name="At">Where gradients are taken.</param>
/// <param name="Active">k, the mean number of components an input keeps.</param>
internal sealed record AttributionSettings(int InnerRank, AttributionPoint At, float Active) : IImportanceSettings
{
    // Gradients of every output times the parts, and their squares.
    public ImportanceSize Size(IReadOnlyList<Site> sites, int outputs) => new(0, 3.0 * outputs * sites[0].Count, 0);

    public IImportanceFunction Build(ImportanceParts parts)
    {
        if (parts.Target.Output != OutputKind.Values)
            throw new InputException("importance.kind: attribution needs a target whose outputs are real numbers, and this one gives logits; choose another kind.");
        return parts.Sites.FirstOrDefault(s => s.Count != parts.Sites[0].Count) is { } other
            ? throw new InputException($"sites: attribution's components span all sites, but {parts.Sites[0].Name} gets {parts.Sites[0].Count} and {other.Name} {other.Count}; give all the same number.")
            : new GradientAttribution(parts.Target, parts.Sites, At, Active);
    }

    private static readonly Key<int> InnerRankKey = new("inner_rank", Scalars.Count(1, 10_000), "R, the rank-ones that a component has in each site.");

    private static readonly Key<AttributionPoint> AtKey = new("at",
        Scalars.Choice(("target", AttributionPoint.Target), ("decomposition", AttributionPoint.Decomposition)), "Where gradients are taken: at W or at the sum of the components.");

    private static readonly Key<float> TopK = new("top_k", Scalars.AboveZero(1e6), "k, the mean number of components that an input keeps.");

    public static Part<IImportanceSettings> Part { get; } = new Group<IImportanceSettings>([InnerRankKey, AtKey, TopK],
        v => new AttributionSettings(v.Of(InnerRankKey), v.Of(AtKey), v.Of(TopK)));
}
