using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Formats;
using Cleave.Runs.Recipes.Declarations;

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

    private static readonly Kinds<IMaskSettings> MasksKey = MaskKinds.All.Without("adversary", "merged");
    private static readonly Key<string> InputsOfKey = new("inputs_of", Scalars.Text, "Pattern of the sites whose inputs are compared.");

    internal static Part<ILossSettings> Part { get; } = new Group<ILossSettings>([MasksKey, InputsOfKey],
        v => new HiddenSettings(v.Of(MasksKey).Value, v.Of(InputsOfKey)));
}
