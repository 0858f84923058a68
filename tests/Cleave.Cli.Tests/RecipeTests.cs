using System.Text.Json;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary><c>cleave recipe</c>, and runs of what it writes.</summary>
public sealed class RecipeTests : IDisposable
{
    private static readonly string[] Short =
    [
        "--threads", "1", "--set", "steps=6", "--set", "log_every=2", "--set", "warm_up.steps=2", "--set", "data.batch=8", "--set", "data.held_out=16",
        "--set", "evaluation.adversary_steps=[2]",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-recipe-").FullName;

    [Fact]
    public void All_recipes_are_listed_a_line_each()
    {
        var (text, document) = (CommandLine.Run("recipe"), CommandLine.Run("recipe", "--json"));

        using var json = JsonDocument.Parse(document.Out);
        Assert.Equal((0, 0), (text.Code, document.Code));
        Assert.Contains("tms-5-2/spd-paper        10000    46 s  Superposition: 5 features in 2 dimensions\n", text.Out, StringComparison.Ordinal);
        Assert.Contains("vpd        Adversarial parameter decomposition, tuned here; the default\n", text.Out, StringComparison.Ordinal);
        Assert.Equal(RecipeList.Of(Catalogue.Shipped).Select(l => l.Name), json.RootElement.GetProperty("recipes").EnumerateArray().Select(r => r.GetProperty("recipe").GetString()));
    }

    [Fact]
    public void Copied_recipe_gives_the_bits_of_the_named_one()
    {
        var copy = CommandLine.Run("recipe", "tms-5-2/spd");
        var file = Path.Combine(_folder, "mine.yaml");
        File.WriteAllText(file, copy.Out);

        var (named, own) = (Run("tms-5-2/spd", "named"), Run(file, "own"));

        Assert.Equal((0, ""), (copy.Code, copy.Error));
        Assert.Equal(File.ReadAllText(Path.Combine(named, "config.yaml")), File.ReadAllText(Path.Combine(own, "config.yaml")));
        var checkpoint = Directory.GetFiles(named, "*.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Assert.True(checkpoint.Length > 1);
        Assert.All(checkpoint, path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(own, Path.GetRelativePath(named, path)))));
    }

    [Fact]
    public void Schema_and_reference_are_written()
    {
        using var schema = JsonDocument.Parse(CommandLine.Run("recipe", "--schema").Out);

        Assert.Equal("http://json-schema.org/draft-07/schema#", schema.RootElement.GetProperty("$schema").GetString());
        Assert.StartsWith("# Recipes\n", CommandLine.Run("recipe", "--reference").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_the_command_line_are_told_at_once()
    {
        var outcome = CommandLine.Run("decompose", "tms-5-2", "--model", "x", "--set", "stepz=3", "--set", "data.batch=0", "--add", "nope", "--set", "losses.minimality.penalty.epsilon=-1");

        Assert.Equal(
            """
            cleave: 5 settings are wrong:
              --model: the target tms-5-2 is a toy made from the seed and reads no file; leave --model away.
              --add nope: expected key=value, found no key or no '='; write for example --add steps=2000.
              --set stepz: there is no such key, did you mean 'steps'?
              --set data.batch: key 'data.batch' must be a whole number from 1 to 1000000 but is '0', correct it.
              --set losses.minimality.penalty.epsilon: key 'losses.minimality.penalty.epsilon' must be a number from 0 to 1 but is '-1', correct it.
            """, outcome.Error.TrimEnd());
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
    }

    [Theory]
    [InlineData("cleave: recipe: expected one of NAME, --schema and --reference, found several; choose one.", "recipe", "tms-5-2", "--schema")]
    [InlineData("cleave: tms-5-3: expected a recipe, a config file or the folder of a run, found none of that name; did you mean 'tms-5-2'?", "decompose", "tms-5-3")]
    public void Wrong_requests_are_refused(string message, params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);

        Assert.Equal((2, message), (outcome.Code, outcome.Error.TrimEnd()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run(string subject, string name)
    {
        var folder = Path.Combine(_folder, name);
        Assert.Equal(0, CommandLine.Run(["decompose", subject, "--out", folder, .. Short]).Code);
        return folder;
    }
}
