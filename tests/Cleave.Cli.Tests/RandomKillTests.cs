using System.Globalization;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>
/// One kill a run at a random moment of a random phase, from the start of the process to its end: the same command then ends with
/// the bits, the results and the files of an undisturbed run. CLEAVE_KILLS and CLEAVE_KILL_SEED choose how many and which.
/// </summary>
[Trait("speed", "slow")]
public sealed class RandomKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Steps = 150;

    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-kills-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_killed_in_any_phase_ends_like_an_undisturbed_one_and_leaves_nothing_over()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGKILL to send to another process");
        var (kills, seed) = (Number("CLEAVE_KILLS", 6), Number("CLEAVE_KILL_SEED", 1));
        var (random, whole) = (new Random(seed), Toy("whole"));
        var phases = Phases(whole.Complete(threads: 1));
        var landed = 0;

        for (var kill = 0; kill < kills; kill++)
        {
            var (name, fits, length) = phases[kill % phases.Count];
            var (killed, delay) = (Toy($"killed-{kill}"), random.NextDouble() * length);
            var (code, _) = killed.Signal(1 + (kill % 2), fits, delay, ChildRun.KillSignal);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}: kill {kill} in {name} after {delay.TotalMilliseconds:0} of {length.TotalMilliseconds:0} ms, exit code {code}, checkpoint {killed.SavedStep}, "
                + $"saved nothing {killed.IsBegun}, left over: {string.Join(' ', killed.Leftovers)}"));
            landed += code == ChildRun.Killed ? 1 : 0;

            killed.Complete(threads: 1);

            Compare(whole, killed);
            killed.Delete();
        }

        output.WriteLine($"{landed} of {kills} processes were still at work when they were killed");
        Assert.True(landed >= kills / 2, $"only {landed} of {kills} processes were still at work when they were killed (seed {seed})");
    }

    // A phase: its name, the line it begins with, and how long it took undisturbed. Figures come after the evaluation and say nothing.
    private static IReadOnlyList<(string Name, Predicate<string> Fits, TimeSpan Length)> Phases(IReadOnlyList<(string Line, TimeSpan At)> said)
    {
        (string Name, Predicate<string> Fits)[] begins =
        [
            ("target training", line => line.Length == 0), ("warm-up", line => line.StartsWith("Warm-up", StringComparison.Ordinal)),
            ("training", line => line.StartsWith("step 1/", StringComparison.Ordinal)), ("evaluation and figures", line => line.StartsWith("Evaluation", StringComparison.Ordinal)),
        ];
        TimeSpan[] times = [.. begins.Select(b => said.First(s => b.Fits(s.Line)).At), said[^1].At];
        return [.. begins.Select((b, i) => (b.Name, b.Fits, times[i + 1] - times[i]))];
    }

    private static void Compare(ChildRun whole, ChildRun killed)
    {
        Assert.Equal((long)Steps, killed.State().Step);
        Assert.Equal(whole.State(), killed.State());
        Assert.Equal(whole.LoggedSteps, killed.LoggedSteps);
        Assert.Empty(killed.Leftovers);
        var names = whole.Entries().ToList();
        Assert.Equal(names, killed.Entries().Where(name => name != "metrics.discarded.jsonl"));
        var results = names.Where(name => name is "evaluation.json" || name.StartsWith("target/", StringComparison.Ordinal) || name.EndsWith(".csv", StringComparison.Ordinal));
        Assert.All(results, name => Assert.Equal(whole.DigestOf(name), killed.DigestOf(name)));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;

    private ChildRun Toy(string name) => new(
        Path.Combine(_folder, name),
        "tms-5-2", "--seed", "7", "--set", $"steps={Steps}", "--set", "log_every=1", "--set", "checkpoint_every=3",
        "--set", "warm_up.steps=200", "--set", "data.batch=16", "--set", "data.held_out=32", "--set", "evaluation.adversary_steps=[2]");
}
