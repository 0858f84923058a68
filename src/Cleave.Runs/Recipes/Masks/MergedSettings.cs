using Cleave.Decomposition.Masks;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="MergedMasks"/> with stochastic masks beside the adversary's; the loss's routing is theirs.</summary>
/// <param name="Share">Probability that an element of the batch meets the adversary.</param>
/// <param name="Adversary">The adversary; its setting of δ holds for both sides.</param>
public sealed record MergedSettings(float Share, AdversarySettings Adversary) : IMaskSettings
{
    /// <inheritdoc/>
    public IMaskSource Build(LossParts parts) => new MergedMasks(Share, new UniformMasks(Adversary.Delta), Adversary.Build(parts, usesSomeRows: true));

    private static readonly Key<float> ShareKey = new("share", Scalars.Share(withOne: true), "Chance that an element of the batch meets the adversary.");

    internal static Part<IMaskSettings> Part { get; } = new Group<IMaskSettings>([ShareKey, AdversarySettings.Key],
        v => new MergedSettings(v.Of(ShareKey), v.Of(AdversarySettings.Key)));
}
