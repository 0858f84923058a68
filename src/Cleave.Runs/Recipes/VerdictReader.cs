using Cleave.Formats.Yaml;
using Cleave.Runs.Verdicts;

namespace Cleave.Runs.Recipes;

/// <summary>Reads the bars of a config; configs of earlier versions have none.</summary>
internal static class VerdictReader
{
    /// <summary>The section's name.</summary>
    public const string Key = "verdict";

    private const string Convergence = "convergence";

    public static VerdictBars? Read(YamlMap config)
    {
        if (config.OptionalMap(Key) is not { } map)
            return null;
        map.RefuseUnknown([.. CheckKinds.All.Select(k => k.Name), Convergence]);
        var bars = CheckKinds.All.Select(kind => (kind.Name, Bar: IsNone(map, kind.Name) ? null : Bar(map, kind)));
        return new VerdictBars(bars.Where(b => b.Bar is not null).ToDictionary(b => b.Name, b => b.Bar!), IsNone(map, Convergence) ? null : Settled(map));
    }

    private static Bar Bar(YamlMap map, CheckKind kind)
    {
        var section = new Section(map.Map(kind.Name), "good", "usable");
        var (good, usable) = (section.Exact("good"), section.ExactOrNone("usable"));
        return usable is null || kind.Reaches(good, usable.Value) ? new Bar(good, usable)
            : throw section.Wrong("usable", $"{(kind.AtLeast ? "at most" : "at least")} good, or none");
    }

    private static ConvergenceBars Settled(YamlMap map)
    {
        var section = new Section(map.Map(Convergence), "l0", "reconstruction");
        return new ConvergenceBars(section.ExactAboveZero("l0"), section.ExactAboveZero("reconstruction"));
    }

    private static bool IsNone(YamlMap map, string key) => map.Find(key) is YamlScalar && map.Text(key) == Section.None;
}
