using Xunit;

namespace Cleave.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("decompose")]
    [InlineData("evaluate")]
    [InlineData("runs")]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("sample")]
    [InlineData("sweep")]
    [InlineData("bench ground-truth")]
    [InlineData("bench ablation")]
    public void Help_of_a_verb_ends_with_an_example(string verb)
    {
        var outcome = CommandLine.Run([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, outcome.Code);
        Assert.Contains($"Example:{Environment.NewLine}  cleave {verb}", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("--json", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public void Help_lists_the_verbs(params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));

        Assert.All(["decompose", "evaluate", "runs", "info", "verify", "sample", "sweep", "bench"], verb => Assert.Contains(verb, outcome.Out, StringComparison.Ordinal));
    }
}
