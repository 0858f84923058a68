using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Formats;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="HiddenReconstruction"/>.</summary>
/// <param name="Masks">Where masks come from; an adversary searches only for reconstruction losses.</param>
/// <param name="InputsOf">A glob of the sites whose inputs are compared.</param>
public sealed record HiddenSettings(IMaskSettings Masks, string InputsOf) : ILossSettings
{
    /// <inheritdoc/>
    public ILoss Build(LossParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Sites.Any(s => SiteSelection.Matches(InputsOf, s.Name))
            ? new HiddenReconstruction($"losses/{parts.Name}", Masks.Build(parts), InputsOf)
            : throw new InputException($"losses.{parts.Name}.inputs_of: '{InputsOf}' matches no site; the sites are {string.Join(", ", parts.Sites.Select(s => s.Name))}.");
    }

    internal static HiddenSettings Read(YamlMap map)
    {
        var (masks, kind) = MaskKinds.Read(map, "inputs_of");
        var section = Section.Loss(map, ["masks", "inputs_of", .. kind.Keys]);
        return masks is AdversarySettings or MergedSettings
            ? throw section.Wrong("masks", "masks that search for nothing, such as importance")
            : new HiddenSettings(masks, section.Text("inputs_of"));
    }
}
