using Cleave.Formats.Yaml;

namespace Cleave.Decomposition.Recipes;

/// <summary>Reads what is taken apart and what it is shown; keys depend on the kind of target.</summary>
internal static class TargetReader
{
    private const string Llama = "llama";

    public static TargetConfig Target(YamlMap map)
    {
        var kind = new Section(map, "kind", "model", "tokenizer").Choice("kind", "tms-5-2", "tms-40-10", Llama);
        if (kind != Llama)
        {
            _ = new Section(map, "kind");
            return new TargetConfig(kind, null, null);
        }

        var section = new Section(map, "kind", "model", "tokenizer");
        return new TargetConfig(kind, section.TextOrNone("model"), section.TextOrNone("tokenizer"));
    }

    public static DataConfig Data(YamlMap map, TargetConfig target)
    {
        if (target.Kind != Llama)
        {
            var toy = new Section(map, "batch", "held_out");
            return new DataConfig(toy.Count("batch"), 1, toy.Count("held_out"), null, 0);
        }

        var section = new Section(map, "batch", "length", "held_out", "text", "sampled_rows");
        return new DataConfig(section.Count("batch"), section.Count("length", 2), section.Count("held_out"), section.TextOrNone("text"),
            section.Count("sampled_rows", 0));
    }
}
