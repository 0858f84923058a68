using System.Text.Json;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Wrong input ends with code 2, one sentence on standard error and nothing on standard output.</summary>
public sealed class WrongInputTests
{
    [Theory]
    [InlineData("cleave: cleave has no verb 'decompos', did you mean 'decompose'? See 'cleave --help'.", "decompos", "tms-5-2")]
    [InlineData("cleave: bench has no study 'x'; there are ground-truth, planted, ping-pong, cancelling, ablation. See 'cleave bench --help'.", "bench", "x")]
    [InlineData("cleave: verify needs RUN: the folder of a run. See 'cleave verify --help'.", "verify")]
    [InlineData("cleave: verify takes RUN and nothing more, found 'b'; take it away, or put text with spaces in quotes. See 'cleave verify --help'.", "verify", "a", "b")]
    [InlineData("cleave: evaluate has no option --thread, did you mean '--threads'? See 'cleave evaluate --help'.", "evaluate", "dir", "--thread")]
    [InlineData("cleave: decompose has no option --\\u001B[31m. See 'cleave decompose --help'.", "decompose", "tms-5-2", "--\u001b[31m")]
    [InlineData("cleave: --seed takes a whole number, found 'abc'. See 'cleave decompose --help'.", "decompose", "tms-5-2", "--seed", "abc")]
    [InlineData("cleave: --seed takes a whole number, found '99999999999999999999'. See 'cleave decompose --help'.", "decompose", "tms-5-2", "--seed", "99999999999999999999")]
    [InlineData("cleave: --seed needs a value: --seed N. See 'cleave decompose --help'.", "decompose", "tms-5-2", "--seed")]
    [InlineData("cleave: --temperature takes a number, found 'hot'. See 'cleave sample --help'.", "sample", "model.bin", "--temperature", "hot")]
    [InlineData("cleave: --memory takes normal or low, found 'x'. See 'cleave decompose --help'.", "decompose", "tms-5-2", "--memory", "x")]
    [InlineData("cleave: --threads is given 2 times; give it once. See 'cleave evaluate --help'.", "evaluate", "nope", "--threads", "1", "--threads", "2")]
    [InlineData("cleave: --out: expected a value, found an empty text; write one or leave it away.", "decompose", "tms-5-2", "-o", "")]
    [InlineData("cleave: DIR: expected a value, found an empty text; write one or leave it away.", "runs", " ")]
    [InlineData("cleave: --model: the target tms-5-2 is a toy made from the seed and reads no file; leave --model away.", "decompose", "tms-5-2", "--model", "model.bin")]
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
    public void Unknown_recipe_is_told_its_nearest()
    {
        Assert.EndsWith("found none of that name; did you mean 'tms-5-2'?", CommandLine.Run("decompose", "tms52").Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate", "nope", "--json")]
    [InlineData("evaluate", "nope", "--json", "--threads", "x")]
    [InlineData("runs", "nope", "--json")]
    public void Errors_of_documents_are_documents(params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);

        using var document = JsonDocument.Parse(outcome.Out);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal(2, outcome.Code);
        Assert.Equal(2, error.GetProperty("exit_code").GetInt32());
        Assert.Equal($"cleave: {error.GetProperty("message").GetString()}", outcome.Error.TrimEnd());
    }
}
