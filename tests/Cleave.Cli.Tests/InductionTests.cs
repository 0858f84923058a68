using System.Text.Json;
using Xunit;

namespace Cleave.Cli.Tests;

[Trait("speed", "slow")]
public sealed class InductionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Induction_target_is_trained_to_solve_its_task_and_its_attention_is_drawn()
    {
        var outcome = CommandLine.Run("decompose", "induction", "--out", Path.Combine(_folder, "run"), "--threads", "2", "--json", "--set", "steps=2",
            "--set", "warm_up.steps=1", "--set", "data.batch=4", "--set", "data.held_out=256", "--set", "evaluation.adversary_steps=[2]");

        Assert.Equal(0, outcome.Code);
        using var document = JsonDocument.Parse(outcome.Out);
        var scores = document.RootElement.GetProperty("scores");
        Assert.InRange(scores.GetProperty("accuracy_target").GetDouble(), 0.99, 1);
        Assert.InRange(scores.GetProperty("layer1_attention").GetDouble(), 0.9, 1);
        foreach (var name in (string[])["attention-patterns", "attention-pairs-layer0", "attention-pairs-layer1"])
        {
            Assert.True(File.Exists(Path.Combine(_folder, "run", "figures", $"{name}.svg")), name);
            Assert.NotEmpty(File.ReadLines(Path.Combine(_folder, "run", "figures", $"{name}.csv")).Skip(1));
        }
    }
}
