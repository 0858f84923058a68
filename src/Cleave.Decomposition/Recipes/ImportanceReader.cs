using Cleave.Formats.Yaml;

namespace Cleave.Decomposition.Recipes;

/// <summary>Reads the causal importance function; keys depend on its kind.</summary>
internal static class ImportanceReader
{
    public static ImportanceConfig Read(YamlMap map)
    {
        string[] all = ["kind", "hidden", "width", "blocks", "heads", "mlp", "initial_logit"];
        var kind = new Section(map, all).Choice("kind", "component-mlp", "input-mlp", "shared-mlp", "global-transformer");
        return kind == "global-transformer" ? Transformer(map, kind) : Mlp(map, kind);
    }

    private static ImportanceConfig Mlp(YamlMap map, string kind)
    {
        var section = new Section(map, "kind", "hidden", "initial_logit");
        IReadOnlyList<int> hidden = kind == "shared-mlp" ? section.Counts("hidden") : [section.Count("hidden")];
        return new ImportanceConfig(kind, hidden, 0, 0, 0, 0, section.Number("initial_logit"));
    }

    private static ImportanceConfig Transformer(YamlMap map, string kind)
    {
        var section = new Section(map, "kind", "width", "blocks", "heads", "mlp", "initial_logit");
        var (width, heads) = (section.Count("width"), section.Count("heads"));
        if (width % heads != 0 || width / heads % 2 != 0)   // rotary positions turn pairs
            throw section.Wrong("heads", $"a number that divides the width {width} into even parts");
        return new ImportanceConfig(kind, [], width, section.Count("blocks"), heads, section.Count("mlp"), section.Number("initial_logit"));
    }
}
