using Cleave.Formats.Yaml;
using Cleave.Models.Toys;

namespace Cleave.Runs.Recipes;

/// <summary>Reads what is taken apart and what it is shown; keys depend on the kind of target.</summary>
internal static class TargetReader
{
    private const string Llama = "llama";

    public static TargetConfig Target(YamlMap map, IReadOnlyList<ToyKind> toys)
    {
        if (map.Text("kind") is var kind && kind != Llama)
            return new TargetConfig(kind, Toy(map, toys), null, null);
        var section = new Section(map, "kind", "model", "tokenizer");
        return new TargetConfig(kind, null, section.TextOrNone("model"), section.TextOrNone("tokenizer"));
    }

    public static DataConfig Data(YamlMap map, TargetConfig target)
    {
        if (target.Toy is not null)
        {
            var toy = new Section(map, "batch", "held_out");
            return new DataConfig(toy.Count("batch"), 1, toy.Count("held_out"), null, 0);
        }

        var section = new Section(map, "batch", "length", "held_out", "text", "sampled_rows");
        return new DataConfig(section.Count("batch"), section.Count("length", 2), section.Count("held_out"), section.TextOrNone("text"),
            section.Count("sampled_rows", 0));
    }

    private static IToy Toy(YamlMap map, IReadOnlyList<ToyKind> toys)
    {
        var kind = toys.FirstOrDefault(k => k.Name == map.Text("kind"))
            ?? throw map.Wrong("kind", $"one of {string.Join(", ", toys.Select(k => k.Name))}, {Llama}");
        var section = new Section(map, ["kind", .. kind.Settings]);
        return kind.Create(kind.Settings.ToDictionary(s => s, section.Number));
    }
}
