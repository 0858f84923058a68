using Cleave.Decomposition.Masks;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>Settings of <see cref="RoundedMasks"/>.</summary>
/// <param name="Threshold">Importance above which a subcomponent stays.</param>
public sealed record RoundedSettings(float Threshold) : IMaskSettings
{
    /// <inheritdoc/>
    public IMaskSource Build(LossParts parts) => new RoundedMasks(Threshold);

    internal static RoundedSettings Read(YamlMap map) => new(new Section(map, [.. map.Entries.Select(e => e.Key)]).Share("threshold", withOne: true));
}
