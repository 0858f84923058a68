using Cleave.Decomposition.Losses;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of a penalty.</summary>
public interface IPenaltySettings
{
    /// <summary>The penalty, for one loss of one run.</summary>
    IPenalty Build();
}

/// <summary>A registered penalty: its name in configs, and how its settings are read.</summary>
internal sealed record PenaltyKind(string Name, Func<YamlMap, IPenaltySettings> Read);

/// <summary>All penalties, one line each.</summary>
internal static class PenaltyKinds
{
    public static IReadOnlyList<PenaltyKind> All { get; } =
    [
        new("lp", PowerPenaltySettings.Read),
        new("smooth-l0", SmoothL0Settings.Read),
    ];

    /// <summary>Reads the penalty of a loss.</summary>
    public static IPenaltySettings Read(YamlMap map)
    {
        var kind = All.FirstOrDefault(k => k.Name == map.Text("kind")) ?? throw map.Wrong("kind", $"one of {string.Join(", ", All.Select(k => k.Name))}");
        return kind.Read(map);
    }
}
