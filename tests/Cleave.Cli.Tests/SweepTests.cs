using System.Text.Json;
using Xunit;

namespace Cleave.Cli.Tests;

[Trait("speed", "slow")]
public sealed class SweepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-sweep-").FullName;

    [Fact]
    public void Sweep_writes_its_front_and_goes_on_where_it_stopped()
    {
        var first = CommandLine.Run([.. Arguments("8"), "--json"]);
        var longer = CommandLine.Run(Arguments("8,16"));

        using var document = JsonDocument.Parse(first.Out);
        Assert.Equal((0, 0), (first.Code, longer.Code));
        Assert.Empty(document.RootElement.GetProperty("front").EnumerateArray());   // after three steps nothing is good
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("best").ValueKind);
        Assert.StartsWith("The only setting is not good", document.RootElement.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Contains("None of the 2 settings is good", longer.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("[1/1] ", first.Error, StringComparison.Ordinal);
        Assert.Single(longer.Out.Split('\n'), line => line.StartsWith("Starting: ", StringComparison.Ordinal));
        Assert.Contains("data.batch", File.ReadAllText(Path.Combine(_folder, "sweep.md")), StringComparison.Ordinal);
        Assert.All(["sweep.csv", "sweep.json", "sweep-front.svg", "sweep-front.csv"], name => Assert.True(File.Exists(Path.Combine(_folder, name))));
    }

    [Theory]
    [InlineData("cleave: --over: expected at least one key with values, found none; write for example --over seed=0,1.")]
    [InlineData("cleave: --over steps: a range needs random draws; add --random N, or list values.", "--over", "steps=2..9")]
    [InlineData("cleave: --random must be at least 1 but is 0. See 'cleave sweep --help'.", "--over", "steps=2..9", "--random", "0")]
    public void Wrong_options_are_refused(string message, params string[] options)
    {
        var outcome = CommandLine.Run(["sweep", "tms-5-2", .. options]);

        Assert.Equal((2, message), (outcome.Code, outcome.Error.TrimEnd()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Arguments(string batches) =>
    [
        "sweep", "tms-5-2", "--out", _folder, "--over", $"data.batch={batches}", "--workers", "1", "--set", "steps=3", "--set", "warm_up.steps=2",
        "--set", "data.held_out=16", "--set", "evaluation.adversary_steps=[2]",
    ];
}
