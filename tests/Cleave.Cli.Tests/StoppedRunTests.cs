using Xunit;

namespace Cleave.Cli.Tests;

[Trait("speed", "slow")]
public sealed class StoppedRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_that_a_watchdog_stops_ends_with_1_and_one_sentence()
    {
        var outcome = CommandLine.Run("decompose", "tms-5-2", "--out", Path.Combine(_folder, "crushed"), "--threads", "1", "--set", "steps=400",
            "--set", "log_every=10", "--set", "data.batch=64", "--set", "sites={ \"*\": 6 }", "--set", "losses.minimality.coefficient=100");

        Assert.Equal(1, outcome.Code);
        Assert.Matches(@"\Acleave: Step \d+: importance_collapse: .*; the last checkpoint is intact\.\r?\n\z", outcome.Error);
        Assert.Contains("failed", CommandLine.Run("runs", _folder).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_and_list_of_runs_say_whether_a_run_had_converged()
    {
        var outcome = CommandLine.Run("decompose", "tms-5-2", "--out", Path.Combine(_folder, "young"), "--threads", "1", "--set", "steps=80",
            "--set", "log_every=1", "--set", "optimizers.components.rate=3e-3", "--set", "optimizers.importance.rate=3e-3",
            "--set", "evaluation.adversary_steps=[2]", "--set", "data.held_out=64");

        Assert.Contains("Not converged: after step 72 L0 changed by -", outcome.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("\nNot good: ", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("not good: ", CommandLine.Run("runs", _folder).Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("\"verdict\": \"not good\"", CommandLine.Run("runs", _folder, "--json").Out, StringComparison.Ordinal);
        Assert.Contains("\"converged\": 0", CommandLine.Run("runs", _folder, "--json").Out, StringComparison.Ordinal);
        Assert.Contains("\"state\": \"not_converged\"", CommandLine.Run("evaluate", Path.Combine(_folder, "young"), "--json").Out, StringComparison.Ordinal);
    }
}
