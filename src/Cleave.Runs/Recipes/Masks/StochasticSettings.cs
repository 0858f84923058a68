using Cleave.Decomposition.Masks;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="UniformMasks"/> and <see cref="BinomialMasks"/>.</summary>
/// <param name="Delta">Whether Δ is masked as well, or left out.</param>
/// <param name="Create">Makes the source.</param>
internal sealed record StochasticSettings(bool Delta, Func<bool, IMaskSource> Create) : IMaskSettings
{
    public IMaskSource Build(LossParts parts) => Create(Delta);

    public static StochasticSettings Uniform(YamlMap map) => new(map.Flag("delta"), delta => new UniformMasks(delta));

    public static StochasticSettings Binomial(YamlMap map) => new(map.Flag("delta"), delta => new BinomialMasks(delta));
}
