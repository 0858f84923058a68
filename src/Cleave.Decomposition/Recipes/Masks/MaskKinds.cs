using Cleave.Decomposition.Masks;
using Cleave.Formats.Yaml;

namespace Cleave.Decomposition.Recipes;

/// <summary>What a config says of a reconstruction's masks.</summary>
public interface IMaskSettings
{
    /// <summary>The mask source, for one run.</summary>
    /// <exception cref="Formats.InputException">When the settings do not fit the run.</exception>
    IMaskSource Build(LossParts parts);
}

/// <summary>A registered mask source: its name in configs, the keys it adds to its loss, and how it is read.</summary>
internal sealed record MaskKind(string Name, IReadOnlyList<string> Keys, Func<YamlMap, IMaskSettings> Read)
{
    public MaskKind(string name, Func<IMaskSource> create)
        : this(name, [], _ => new PlainMasks(create))
    {
    }

    private sealed record PlainMasks(Func<IMaskSource> Create) : IMaskSettings
    {
        public IMaskSource Build(LossParts parts) => Create();
    }
}

/// <summary>All mask sources, one line each.</summary>
internal static class MaskKinds
{
    public static IReadOnlyList<MaskKind> All { get; } =
    [
        new("stochastic", ["delta"], StochasticSettings.Uniform),
        new("binomial", ["delta"], StochasticSettings.Binomial),
        new("adversary", ["adversary"], AdversarySettings.Read),
        new("importance", () => new ImportanceMasks()),
        new("rounded", ["threshold"], RoundedSettings.Read),
        new("ones", () => ConstantMasks.Ones),
        new("zeros", () => ConstantMasks.Zeros),
    ];

    /// <summary>Reads the mask source that a loss names, and which keys belong to it.</summary>
    /// <param name="map">The loss.</param>
    /// <param name="more">Keys that its kind has beside those of every loss and its masks.</param>
    public static (IMaskSettings Masks, IReadOnlyList<string> Keys) Read(YamlMap map, params string[] more)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("masks")) ?? throw map.Wrong("masks", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        map.RefuseUnknown([.. LossKinds.CommonKeys, "masks", .. more, .. kind.Keys]);
        return (kind.Read(map), kind.Keys);
    }
}
