using Cleave.Decomposition.Masks;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

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

    /// <summary>Routings that go with these masks.</summary>
    public IReadOnlyList<string> Routings { get; init; } = ["all", "subset", "one-at-a-time"];

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
        new("merged", ["share", "adversary"], MergedSettings.Read) { Routings = ["all", "subset"] },
        new("importance", () => new ImportanceMasks()),
        new("rounded", ["threshold"], RoundedSettings.Read),
        new("ones", () => ConstantMasks.Ones),
        new("zeros", () => ConstantMasks.Zeros),
    ];

    /// <summary>Reads the mask source that a loss names, and of which kind it is.</summary>
    /// <param name="map">The loss.</param>
    /// <param name="more">Keys that its kind has beside those of every loss and its masks.</param>
    public static (IMaskSettings Masks, MaskKind Kind) Read(YamlMap map, params string[] more)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("masks")) ?? throw map.Wrong("masks", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        map.RefuseUnknown([.. LossKinds.CommonKeys, "masks", .. more, .. kind.Keys]);
        return (kind.Read(map), kind);
    }
}
