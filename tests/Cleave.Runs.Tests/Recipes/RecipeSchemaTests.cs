using System.Globalization;
using System.Text.Json.Nodes;
using Cleave.Formats.Yaml;
using Cleave.Models.Toys;
using Cleave.Runs.Recipes;
using Cleave.Runs.Recipes.Declarations;
using Json.Schema;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

/// <summary>The schema that editors get and the reader judge alike, because both are made from the same declarations.</summary>
public sealed class RecipeSchemaTests
{
    private const int Rounds = 300;

    // Whole numbers as 1.0 or 1e3 are left out: JSON has no other number, and the reader wants digits.
    private static readonly string[] Values =
    [
        "none", "0", "1", "2", "-1", "0.5", "1e-3", "2000000000", "999999999999999", "true", "false", ".nan", ".inf", "abc", "\"1\"", "[]", "[1]", "[0, 2]", "[x]",
        "{}", "{ a: 1 }", "~", "adamw", "muon", "random", "exact", "adversary", "importance", "merged", "single", "repeated", "pooled", "fresh", "llama", "planted",
        "frequency", "hidden", "minimality", "lp", "smooth-l0", "attribution", "shared-mlp", "pgd-mse 1e-3", "pgd-mse", "l0 5",
        "{ start: 1, shape: linear, final: 0, warm_up: 0, end: 1 }", "{ from: 2, to: 1, begin: 0, end: 1 }", "{ kind: lp, exponent: 1, epsilon: 0 }",
        "{ strength: 1, half_life: 2 }", "{ kind: reconstruction, coefficient: 1, masks: rounded, threshold: 0.5, routing: all }",
    ];

    private static readonly string[] Numbers = ["0", "1", "2", "3", "0.5"];

    private static readonly JsonSchema Schema = JsonSchema.FromText(RecipeSchema.Text);

    public static TheoryData<string> Names => [.. RecipeList.Names(Catalogue.Shipped)];

    [Fact]
    public void Schema_is_a_schema() => Assert.True(MetaSchemas.Draft7.Evaluate(JsonNode.Parse(RecipeSchema.Text)).IsValid);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shipped_recipe_is_valid(string name) => Assert.True(IsValid(RecipeFile.OfName(name).Text));

    [Fact]
    [Trait("speed", "slow")]
    public void Random_changes_are_judged_alike()
    {
        var (random, texts, verdicts) = (new Random(7), RecipeList.Names(Catalogue.Shipped).Select(n => RecipeFile.OfName(n).Text).ToArray(), new int[2]);
        for (var round = 0; round < Rounds; round++)
        {
            var map = StrictYaml.Parse(texts[random.Next(texts.Length)], "x");
            for (var change = random.Next(1, 3); change > 0; change--)
                map = Changed(map, random);
            var reading = new Reading();
            ConfigForm.Of(ToyKinds.All).Read(map, reading);

            var read = reading.Mistakes.All(m => m.IsAcross);
            Assert.True(read == IsValid(map.ToText()), $"round {round}: read {read}, {string.Join(" | ", reading.Mistakes.Select(m => m.Sentence))}\n{map.ToText()}");
            verdicts[read ? 1 : 0]++;
        }

        Assert.All(verdicts, v => Assert.True(v > Rounds / 10, $"{verdicts[0]} refused, {verdicts[1]} valid"));
    }

    private static YamlMap Changed(YamlMap map, Random random)
    {
        var (paths, value) = (Paths(map).ToArray(), Values[random.Next(Values.Length)]);
        var path = paths[random.Next(paths.Length)];
        if (random.Next(2) == 0)
        {
            var numbers = paths.Where(p => double.TryParse(map.TextAt(p), CultureInfo.InvariantCulture, out _)).ToArray();
            return map.With(numbers[random.Next(numbers.Length)], Numbers[random.Next(Numbers.Length)]);
        }

        return random.Next(6) switch
        {
            0 => map.Without(path),
            1 => map.With($"{path}x", value, [$"{path}x"]),
            2 => map.With(path, map.TextAt(paths[random.Next(paths.Length)]) is { } other && !other.Contains('\n', StringComparison.Ordinal) ? other : value),
            _ => map.With(path, value),
        };
    }

    private static IEnumerable<string> Paths(YamlMap map) =>
        map.Entries.SelectMany(e => e.Value is YamlMap inner ? [e.Place.Path, .. Paths(inner)] : (IEnumerable<string>)[e.Place.Path]);

    private static bool IsValid(string text) => Schema.Evaluate(Json(StrictYaml.Parse(text, "x"))).IsValid;

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlScalar { IsNothing: true } => null,
        YamlScalar { Flag: { } flag } => JsonValue.Create(flag),
        YamlScalar { Integer: { } whole } => JsonValue.Create(whole),
        YamlScalar { Number: { } number } => JsonValue.Create(number),
        YamlScalar scalar => JsonValue.Create(scalar.Text),
        _ => throw new ArgumentException(node.Description),
    };
}
