using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Routing;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="Reconstruction"/>.</summary>
/// <param name="Masks">Where masks come from.</param>
/// <param name="Routing">all, subset or one-at-a-time.</param>
public sealed record ReconstructionSettings(IMaskSettings Masks, string Routing) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new Reconstruction($"losses/{parts.Name}", Masks.Build(parts), BuildRouting());
    }

    private static readonly Key<string> RoutingKey = new("routing", Scalars.Choice("all", "subset", "one-at-a-time"),
        "Which sites are replaced: all, a random subset of each element's, or one at a time.");

    internal static Part<ILossSettings> Part { get; } = new Group<ILossSettings>([MaskKinds.All, RoutingKey],
        v => new ReconstructionSettings(v.Of(MaskKinds.All).Value, v.Of(RoutingKey)))
    {
        Check = v => v.Of(MaskKinds.All).Value is MergedSettings && v.Of(RoutingKey) == "one-at-a-time" ? (RoutingKey, "one of all, subset") : null,
    };

    private IRouting BuildRouting() => Routing switch
    {
        "subset" => new UniformSubset(),
        "one-at-a-time" => new OneSiteAtATime(),
        _ => new AllSites(),
    };
}
