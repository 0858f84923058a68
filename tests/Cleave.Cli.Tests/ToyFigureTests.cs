using Xunit;

namespace Cleave.Cli.Tests;

[Trait("speed", "slow")]
public sealed class ToyFigureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("hand-coded", new string[0])]
    [InlineData("resid-mlp-gate", new string[0])]
    [InlineData("tms-5-2", new[] { "vectors-linear1.svg", "vectors-linear2.svg" })]
    public void Weights_are_drawn_as_vectors_only_where_they_lie_in_a_plane(string kind, string[] vectors)
    {
        var folder = Path.Combine(_folder, kind);

        var outcome = CommandLine.Run("decompose", "tms-5-2", "--out", folder, "--threads", "1", "--set", $"target.kind={kind}", "--set", "steps=2",
            "--set", "warm_up.steps=1", "--set", "data.batch=8", "--set", "data.held_out=16", "--set", "evaluation.adversary_steps=[2]");

        Assert.Equal(0, outcome.Code);
        var drawn = Directory.GetFiles(Path.Combine(folder, "figures"), "*.svg").Select(f => Path.GetFileName(f)).ToArray();
        Assert.Contains("one-hot-importance.svg", drawn);
        Assert.Equal(vectors, drawn.Where(f => f.StartsWith("vectors-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
