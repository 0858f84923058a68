using Cleave.Decomposition.Adversaries;
using Cleave.Formats.Yaml;

namespace Cleave.Decomposition.Recipes;

/// <summary>Reads one term of the objective; keys depend on its kind, its masks and its adversary.</summary>
internal static class LossReader
{
    public static TermConfig Read(string name, YamlMap map)
    {
        string[] all = ["kind", "coefficient", "masks", "routing", "threshold", "adversary", "exponent", "frequency", "reference_count", "form"];
        return new Section(map, all).Choice("kind", "reconstruction", "minimality", "faithfulness") switch
        {
            "reconstruction" => Reconstruction(name, map),
            "minimality" => Minimality(name, map),
            _ => Faithfulness(name, map),
        };
    }

    private static TermConfig Reconstruction(string name, YamlMap map)
    {
        var masks = new Section(map, "kind", "coefficient", "masks", "routing", "threshold", "adversary")
            .Choice("masks", "stochastic", "binomial", "adversary", "importance", "rounded", "ones", "zeros");
        string[] own = masks switch { "adversary" => ["adversary"], "rounded" => ["threshold"], _ => [] };
        var section = new Section(map, ["kind", "coefficient", "masks", "routing", .. own]);
        return new TermConfig
        {
            Name = name,
            Kind = "reconstruction",
            Coefficient = section.Schedule("coefficient"),
            Masks = masks,
            Routing = section.Choice("routing", "all", "subset", "one-at-a-time"),
            Threshold = masks == "rounded" ? section.Share("threshold", withOne: true) : 0,
            Adversary = masks == "adversary" ? Adversary(section.Map("adversary")) : null,
        };
    }

    private static TermConfig Minimality(string name, YamlMap map)
    {
        var section = new Section(map, "kind", "coefficient", "exponent", "frequency", "reference_count");
        return new TermConfig
        {
            Name = name,
            Kind = "minimality",
            Coefficient = section.Schedule("coefficient"),
            Exponent = section.Anneal("exponent"),
            Frequency = section.AtLeastZero("frequency"),
            ReferenceCount = section.AboveZeroOrNone("reference_count"),
        };
    }

    private static TermConfig Faithfulness(string name, YamlMap map)
    {
        var section = new Section(map, "kind", "coefficient", "form");
        return new TermConfig
        {
            Name = name,
            Kind = "faithfulness",
            Coefficient = section.Schedule("coefficient"),
            Form = section.Choice("form", "global", "relative"),
        };
    }

    private static AdversaryConfig Adversary(YamlMap map)
    {
        string[] all = ["kind", "scope", "repeated", "rate", "inner_ascents", "beta1", "beta2"];
        var first = new Section(map, all);
        var persistent = first.Choice("kind", "persistent", "fresh") == "persistent";
        var scope = first.Choice("scope", "single", "per-position", "repeated", "per-element", "per-row") switch
        {
            "single" => SourceScope.Single,
            "per-position" => SourceScope.PerPosition,
            "repeated" => SourceScope.Repeated,
            "per-row" => SourceScope.PerRow,
            _ => SourceScope.PerElement,
        };
        var repeats = scope == SourceScope.Repeated;
        var section = new Section(map, [.. all.Where(k => (repeats || k != "repeated") && (persistent || !k.StartsWith("beta", StringComparison.Ordinal)))]);
        return new AdversaryConfig(persistent ? "persistent" : "fresh", scope, repeats ? section.Count("repeated") : 1, section.Schedule("rate"),
            section.Count("inner_ascents", 0), persistent ? section.Share("beta1") : 0, persistent ? section.Share("beta2") : 0);
    }
}
