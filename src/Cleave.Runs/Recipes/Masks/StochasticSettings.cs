using Cleave.Decomposition.Masks;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="UniformMasks"/> and <see cref="BinomialMasks"/>.</summary>
/// <param name="Delta">Whether Δ is masked as well, or left out.</param>
/// <param name="Create">Makes the source.</param>
internal sealed record StochasticSettings(bool Delta, Func<bool, IMaskSource> Create) : IMaskSettings
{
    public IMaskSource Build(LossParts parts) => Create(Delta);

    private static readonly Key<bool> DeltaKey = new("delta", Scalars.Flag, "Whether Δ is masked as well; without it Δ is left out.");

    public static Part<IMaskSettings> Uniform { get; } = Of(delta => new UniformMasks(delta));

    public static Part<IMaskSettings> Binomial { get; } = Of(delta => new BinomialMasks(delta));

    private static Group<IMaskSettings> Of(Func<bool, IMaskSource> create) => new([DeltaKey], v => new StochasticSettings(v.Of(DeltaKey), create));
}
