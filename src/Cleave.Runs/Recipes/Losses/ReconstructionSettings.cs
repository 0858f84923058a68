using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Routing;
using Cleave.Formats.Yaml;

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

    internal static ReconstructionSettings Read(YamlMap map)
    {
        var (masks, kind) = MaskKinds.Read(map, "routing");
        return new ReconstructionSettings(masks, Section.Loss(map, ["masks", "routing", .. kind.Keys]).Choice("routing", [.. kind.Routings]));
    }

    private IRouting BuildRouting() => Routing switch
    {
        "subset" => new UniformSubset(),
        "one-at-a-time" => new OneSiteAtATime(),
        _ => new AllSites(),
    };
}
