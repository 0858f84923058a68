using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Masks;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>A registered squashing: its name in configs, and how it is made.</summary>
internal sealed record SquashKind(string Name, Func<ISquash> Create);

/// <summary>All squashings, one line each.</summary>
internal static class SquashKinds
{
    public static IReadOnlyList<SquashKind> All { get; } =
    [
        new("clamped", () => new ClampedSquash(Importances.Leak)),
        new("leaky", () => new LeakySquash(Importances.Leak)),
    ];

    /// <summary>The squashing that the importance section names.</summary>
    public static ISquash Read(YamlMap map)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("squash")) ?? throw map.Wrong("squash", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        return kind.Create();
    }
}
