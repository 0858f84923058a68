using System.Text.Json.Nodes;
using Cleave.Formats.Yaml;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>What is taken apart and what it is shown: the keys of <c>data</c> depend on the kind of <c>target</c>.</summary>
internal sealed class TargetForms : Part<(TargetConfig Target, DataConfig Data)>
{
    private const string Llama = "llama";
    private const string KindKey = "kind";

    private static readonly Key<string?> Model = new("model", Scalars.Text.OrNone(), "Path of the model; --model sets it.");
    private static readonly Key<string?> Tokenizer = new("tokenizer", Scalars.Text.OrNone(), "Path of its tokenizer; none takes the one beside the model.");

    private static readonly Key<int> Batch = new("batch", Scalars.Count(1, Bounds.Batch), "Samples, or rows of text, a step.");
    private static readonly Key<int> HeldOut = new("held_out", Scalars.Count(1, Bounds.Rows), "Samples or rows that evaluation is made on and training never sees.");
    private static readonly Key<int> Length = new("length", Scalars.Count(2, Bounds.Positions), "Positions a row.");
    private static readonly Key<string?> Text = new("text", Scalars.Text.OrNone(), "Path of the text to train on; none takes text sampled from the model.");
    private static readonly Key<int> SampledRows = new("sampled_rows", Scalars.Count(0, Bounds.Rows), "Rows to sample where there is no text.");

    private static readonly Key<DataConfig> ToyData = new("data", new MapForm<DataConfig>(
        new Group<DataConfig>([Batch, HeldOut], v => new DataConfig(v.Of(Batch), 1, v.Of(HeldOut), null, 0)), "toy-data"), "What the target is shown.");

    private static readonly Key<DataConfig> TextData = new("data", new MapForm<DataConfig>(
        new Group<DataConfig>([Batch, Length, HeldOut, Text, SampledRows],
            v => new DataConfig(v.Of(Batch), v.Of(Length), v.Of(HeldOut), v.Of(Text), v.Of(SampledRows))), "text-data"), "What the target is shown.");

    private readonly Key<TargetConfig> _target;
    private readonly string[] _toys;

    public TargetForms(IReadOnlyList<ToyKind> toys)
    {
        _toys = [.. toys.Select(t => t.Name)];
        var llama = new Kind<TargetConfig>(Llama, "A language model of the Llama family, read from a file.",
            new Group<TargetConfig>([Model, Tokenizer], v => new TargetConfig(Llama, null, v.Of(Model), v.Of(Tokenizer))));
        var kinds = new Kinds<TargetConfig>(KindKey, "The network.", [.. toys.Select(Toy), llama]);
        _target = new Key<TargetConfig>("target", new MapForm<Chosen<TargetConfig>>(kinds, "target").As(c => c.Value), "What is taken apart.");
    }

    public override IReadOnlyList<Variant> Variants =>
    [
        new([new Condition(Names(_toys), "target.kind: a toy")], [_target, ToyData]),
        new([new Condition(Names(Llama), $"target.kind: {Llama}")], [_target, TextData]),
    ];

    public override IEnumerable<string> Known(YamlMap map) => [_target.Name, ToyData.Name];

    public override (TargetConfig Target, DataConfig Data) Read(YamlMap map, Reading reading)
    {
        var target = _target.Read(map, reading);
        var kind = (map.Find(_target.Name) as YamlMap)?.Find(KindKey) as YamlScalar;
        var data = kind?.Text == Llama ? TextData.Read(map, reading) : _toys.Contains(kind?.Text, StringComparer.Ordinal) ? ToyData.Read(map, reading) : null!;
        return (target, data);
    }

    private static Kind<TargetConfig> Toy(ToyKind toy)
    {
        Key<float>[] keys = [.. toy.Settings.Select(s => new Key<float>(s.Name, Scalars.Number(s.Least, s.Most), s.About))];
        return new Kind<TargetConfig>(toy.Name, "A toy, made from the seed.", new Group<TargetConfig>(keys,
            v => new TargetConfig(toy.Name, toy.Create(keys.ToDictionary(k => k.Name, v.Of)), null, null)));
    }

    private JsonObject Names(params string[] kinds) => new()
    {
        ["properties"] = new JsonObject
        {
            [_target.Name] = new JsonObject
            {
                ["properties"] = new JsonObject { [KindKey] = new JsonObject { ["enum"] = new JsonArray([.. kinds.Select(k => (JsonNode)k)]) } },
                ["required"] = new JsonArray(KindKey),
            },
        },
        ["required"] = new JsonArray(_target.Name),
    };
}
