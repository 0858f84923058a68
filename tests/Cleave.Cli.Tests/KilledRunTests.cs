using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Real processes, really killed: what is left must continue to the very bits of a run that nobody disturbed.</summary>
[Trait("speed", "slow")]
public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private const string SeedVariable = "CLEAVE_KILL_SEED";
    private const int LongestDelay = 20;
    private const int ToySteps = 400;
    private const int StorySteps = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Toy_run_killed_at_random_ends_like_an_undisturbed_one()
    {
        NeedsSignals();
        var (whole, killed) = (Toy("whole"), Toy("killed"));
        whole.Complete(threads: 1);

        KillAtRandom(killed, ToySteps, kills: 4);

        Compare(ToySteps, whole, killed);
    }

    [Theory]
    [InlineData(ChildRun.InterruptSignal)]
    [InlineData(ChildRun.TerminateSignal)]
    public void Interrupted_run_saves_its_last_step_and_exits_with_130(int signal)
    {
        NeedsSignals();
        if (signal == ChildRun.InterruptSignal && ChildRun.IgnoresInterrupts)
            Assert.Skip("SIGINT is ignored here, as in every background job of a shell script, and children inherit that");
        var (whole, interrupted) = (Toy("whole"), Toy("interrupted", "--set", "checkpoint_every=1000"));
        whole.Complete(threads: 1);

        var (code, _) = interrupted.Signal(signal, afterStep: 5);

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.InRange(interrupted.SavedStep, 5, ToySteps - 1);
        interrupted.Complete(threads: 1);
        Compare(ToySteps, whole, interrupted);
    }

    [Fact]
    public void Language_run_killed_at_random_ends_like_undisturbed_ones_with_one_and_two_threads()
    {
        NeedsSignals();
        var (one, two, killed) = (Stories("one"), Stories("two"), Stories("killed"));
        one.Complete(threads: 1);
        two.Complete(threads: 2);

        KillAtRandom(killed, StorySteps, kills: 3);

        Compare(StorySteps, one, two);
        Compare(StorySteps, one, killed);
    }

    private void KillAtRandom(ChildRun run, long steps, int kills)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : 1;
        var random = new Random(seed);
        var landed = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var reach = ((steps * 3 / 4) - run.SavedStep) / (kills - kill);
            var step = kill == 0 ? 0 : run.SavedStep + random.NextInt64(Math.Max(1, reach / 4), Math.Max(2, reach));
            var (threads, delay) = (1 + (kill % 2), random.Next(LongestDelay));
            var code = run.Kill(threads, step, delay);
            output.WriteLine($"seed {seed}: kill {kill} asked {delay} ms after step {step}, exit code {code}, "
                + $"checkpoint {run.SavedStep}, left over: {string.Join(' ', run.Leftovers)}");
            Assert.True(!run.IsRun || CommandLine.Run("verify", run.Path) is { Code: 0 }, $"verify calls a killed run damaged (seed {seed}, kill {kill})");
            landed += code == ChildRun.Killed && run.SavedStep is > 0 and var saved && saved < steps ? 1 : 0;
        }

        // The first kill comes before there is anything to continue from; of the others, one at least must have come in time.
        Assert.True(landed > 0, $"every process had ended before it was killed (seed {seed})");
        run.Complete(threads: 1);
    }

    private static void Compare(long steps, ChildRun expected, ChildRun actual)
    {
        Assert.Equal(steps, expected.State().Step);
        Assert.Equal(expected.State(), actual.State());
        Assert.Equal(expected.LoggedSteps, actual.LoggedSteps);
        Assert.Empty(actual.Leftovers);
    }

    private ChildRun Toy(string name, params string[] more) => new(
        Path.Combine(_folder, name),
        [
            "tms-5-2", "--seed", "7", "--set", $"steps={ToySteps}", "--set", "log_every=1", "--set", "checkpoint_every=3",
            "--set", "warm_up.steps=20", "--set", "data.batch=16", "--set", "data.held_out=32", "--set", "evaluation.adversary_steps=[2]",
            .. more,
        ]);

    private ChildRun Stories(string name) => new(
        Path.Combine(_folder, name),
        [
            "stories", "--model", SharedData.File("models", "stories260K", "stories260K.bin"), "--text", SharedData.File("text", "tinystories_1000.json"),
            "--set", $"steps={StorySteps}", "--set", "log_every=1", "--set", "checkpoint_every=4", "--set", "warm_up.steps=4",
            "--set", "data.batch=2", "--set", "data.length=12", "--set", "data.held_out=2", "--set", "sites={ \"*\": 8 }", "--set", "initialisation=random",
            "--set", "importance.width=16", "--set", "importance.heads=2", "--set", "importance.mlp=32",
            "--set", "evaluation.adversary_steps=[1]",
        ]);

    private static void NeedsSignals()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGKILL and SIGINT to send to another process");
    }
}
