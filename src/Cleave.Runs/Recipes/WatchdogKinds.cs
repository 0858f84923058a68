using Cleave.Decomposition.Watchdogs;
using Cleave.Formats.Yaml;

namespace Cleave.Runs.Recipes;

/// <summary>A registered watchdog: its name in configs, its keys, and how it is read.</summary>
internal sealed record WatchdogKind(string Name, IReadOnlyList<string> Keys, Func<Section, WatchedRun, IWatchdog> Read);

/// <summary>What of a run a watchdog may need.</summary>
/// <param name="Losses">The objective.</param>
/// <param name="Steps">Training steps.</param>
internal sealed record WatchedRun(IReadOnlyList<TermConfig> Losses, long Steps);

/// <summary>All watchdogs, one line each.</summary>
internal static class WatchdogKinds
{
    private const string Key = "watchdogs";

    public static IReadOnlyList<WatchdogKind> All { get; } =
    [
        new("importance_collapse", ["l0", "largest", "share", "rows"], (s, _) =>
            new ImportanceCollapse(s.AboveZero("l0"), s.AboveZero("largest"), s.Share("share", withOne: true), s.Count("rows"))),
        new("term_explosion", ["factor", "history", "rows"], (s, run) => new TermExplosion(
            run.Losses.ToDictionary(t => t.Name, t => t.Coefficient), run.Steps, s.AboveZero("factor"), s.Count("history"), s.Count("rows"))),
        new("gradient_growth", ["factor", "history", "rows"], (s, _) => new GradientGrowth(s.AboveZero("factor"), s.Count("history"), s.Count("rows"))),
    ];

    /// <summary>Reads the watchdogs of a run; each is stated, with its thresholds or as none.</summary>
    public static IReadOnlyList<IWatchdog> Read(YamlMap config, WatchedRun run)
    {
        var map = config.Map(Key);
        map.RefuseUnknown([.. All.Select(k => k.Name)]);
        return [.. All.Select(kind => Read(map, kind, run)).OfType<IWatchdog>()];
    }

    private static IWatchdog? Read(YamlMap map, WatchdogKind kind, WatchedRun run)
    {
        if (map.Find(kind.Name) is YamlScalar)
            return map.Text(kind.Name) == Section.None ? null : throw map.Wrong(kind.Name, $"none, or a map of {string.Join(", ", kind.Keys)}");
        return kind.Read(new Section(map.Map(kind.Name), [.. kind.Keys]), run);
    }
}
