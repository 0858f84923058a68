using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Real processes that are asked to stop in each phase of a run.</summary>
[Trait("speed", "slow")]
public sealed class SignalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-signal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ShellRun.Hangup)]
    [InlineData(ShellRun.Quit)]
    [InlineData(ShellRun.Terminate)]
    public void Training_is_saved(int signal)
    {
        OnlyWithSignals();

        var outcome = ShellRun.Signal(signal, "step 3/", Arguments("tms-5-2", "steps=100000"));

        var info = RunFolder.Open(Run).ReadInfo();
        Assert.Equal((ExitCode.Interrupted, $"cleave: interrupted at step {info.Step}; continue with 'cleave decompose {Run}'."), (outcome.Code, outcome.Error.TrimEnd()));
        Assert.Equal((RunStatus.Interrupted, info.Step), (info.Status, RunFolder.Open(Run).LoadNewest().Step));
        Assert.True(info.Step >= 3);
    }

    [Fact]
    public void Training_of_the_target_stops_and_leaves_nothing()
    {
        OnlyWithSignals();

        var outcome = ShellRun.Signal(ShellRun.Terminate, "Training of the target", Arguments("induction"));

        Assert.Equal((ExitCode.Interrupted, "cleave: interrupted before the run began; the same command starts it."), (outcome.Code, outcome.Error.TrimEnd()));
        Assert.False(Directory.Exists(Run));
    }

    [Theory]
    [InlineData("Warm-up", "warm_up.steps=100000000")]
    [InlineData("Evaluation", "evaluation.adversary_steps=[100000]")]
    public void Other_phases_stop_too(string phase, string setting)
    {
        OnlyWithSignals();

        var outcome = ShellRun.Signal(ShellRun.Terminate, phase, Arguments("tms-5-2", setting));

        var info = RunFolder.Open(Run).ReadInfo();
        Assert.Equal((ExitCode.Interrupted, $"cleave: interrupted at step {info.Step}; continue with 'cleave decompose {Run}'."), (outcome.Code, outcome.Error.TrimEnd()));
        Assert.Equal(RunStatus.Interrupted, info.Status);
    }

    private string Run => Path.Combine(_folder, "run");

    private string[] Arguments(string recipe, params string[] settings) =>
    [
        "decompose", recipe, "--out", Run, "--threads", "1", "--set", "steps=4", "--set", "log_every=1", "--set", "warm_up.steps=2",
        "--set", "data.batch=8", "--set", "data.held_out=16", "--set", "evaluation.adversary_steps=[2]", .. settings.SelectMany(s => (string[])["--set", s]),
    ];

    private static void OnlyWithSignals()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no signals to send to another process");
    }
}
