using Cleave.Decomposition.Masks;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="RoundedMasks"/>.</summary>
/// <param name="Threshold">Importance above which a subcomponent stays.</param>
public sealed record RoundedSettings(float Threshold) : IMaskSettings
{
    /// <inheritdoc/>
    public IMaskSource Build(LossParts parts) => new RoundedMasks(Threshold);

    private static readonly Key<float> ThresholdKey = new("threshold", Scalars.Share(withOne: true), "Importance above which a subcomponent stays.");

    internal static Part<IMaskSettings> Part { get; } = new Group<IMaskSettings>([ThresholdKey], v => new RoundedSettings(v.Of(ThresholdKey)));
}
