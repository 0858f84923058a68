using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Wrong input ends with code 2, one sentence on standard error and nothing on standard output.</summary>
public sealed class WrongInputTests
{
    [Theory]
    [InlineData("cleave: Required command was not provided. See 'cleave --help'.")]
    [InlineData("cleave: Required argument 'RECIPE|CONFIG|RUN' missing for command: 'decompose'. See 'cleave decompose --help'.", "decompose")]
    [InlineData("cleave: Unrecognized command or argument '--bogus'. See 'cleave runs --help'.", "runs", "dir", "--bogus")]
    [InlineData("cleave: nope: there is no such method, choose one of METHODS.", "decompose", "tms-5-2/nope")]
    [InlineData("cleave: --set seed: expected key=value, found no key or no '='; write for example --set steps=2000.", "decompose", "tms-5-2", "--set", "seed")]
    [InlineData("cleave: --set logevery: there is no such key, did you mean 'log_every'?", "decompose", "tms-5-2", "--set", "logevery=3")]
    [InlineData("cleave: --set steps: key 'steps' must be a whole number from 1 to 1000000000 but is '0', correct it.", "decompose", "tms-5-2", "--set", "steps=0")]
    [InlineData("cleave: target.model: a llama target needs the path of its model; give --model PATH.", "decompose", "stories", "--out", "/nowhere/run")]
    [InlineData("cleave: --threads must be from 0 (all cores) to 1024 but is -1. See 'cleave evaluate --help'.", "evaluate", "nope", "--threads", "-1")]
    [InlineData("cleave: nope: expected a run folder, found no run.json in it; name the folder of a run.", "evaluate", "nope")]
    [InlineData("cleave: nope: expected a run folder, found no run.json in it; name the folder of a run.", "verify", "nope")]
    [InlineData("cleave: nope: expected a folder of runs, found none; name another, or make a run with 'cleave decompose tms-5-2'.", "runs", "nope")]
    [InlineData("cleave: nope: expected a model, a tokenizer or a run, found nothing; correct the path.", "info", "nope")]
    public void Message_is_one_sentence(string message, params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);

        Assert.Equal(message.Replace("METHODS", string.Join(", ", Catalogue.Shipped.Methods.Select(m => m.Name)), StringComparison.Ordinal), outcome.Error.TrimEnd());
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
    }

    [Fact]
    public void Unknown_recipe_says_where_they_are_listed()
    {
        var outcome = CommandLine.Run("decompose", "nope");

        Assert.Equal("cleave: nope: expected a recipe, a config file or the folder of a run, found none of that name; 'cleave recipe' lists the recipes.", outcome.Error.TrimEnd());
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
    }

    [Fact]
    public void Model_option_does_not_fit_a_toy()
    {
        var outcome = CommandLine.Run("decompose", "tms-5-2", "--model", "model.bin");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("cleave: --model: the target tms-5-2 is a toy made from the seed and reads no file; leave --model away.", outcome.Error, StringComparison.Ordinal);
    }
}
