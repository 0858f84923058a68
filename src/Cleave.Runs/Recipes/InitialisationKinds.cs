using Cleave.Decomposition.Initialisation;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>A registered way to start U and V: its name in configs, and how it is made.</summary>
internal sealed record InitialisationKind(string Name, Func<IInitialisation> Create);

/// <summary>All initialisations, one line each.</summary>
internal static class InitialisationKinds
{
    public static IReadOnlyList<InitialisationKind> All { get; } =
    [
        new("random", () => new RandomInitialisation()),
        new("aligned", () => new AlignedInitialisation()),
        new("stacked", () => new StackedInitialisation()),
        new("exact", () => new ExactInitialisation()),
    ];

    /// <summary>The initialisation that a config names.</summary>
    public static IInitialisation Read(YamlMap config)
    {
        const string key = "initialisation";
        var kind = All.FirstOrDefault(k => k.Name == config.Text(key)) ?? throw config.Wrong(key, $"one of {string.Join(", ", All.Select(k => k.Name))}");
        return kind.Create();
    }
}
