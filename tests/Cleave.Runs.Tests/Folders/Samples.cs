using Cleave.Runs.Checkpoints;
using Cleave.Runs.Disks;
using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

internal static class Samples
{
    public const string Config = "seed: 1\nsteps: 10\ntraining:\n  log_every: 5\n  rate: 1e-3\n";

    public static float[] Values(long step, int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(step + 0.37f * i))];

    public static CheckpointContent Content(long step, bool isFinal = false) => new()
    {
        Step = step,
        IsFinal = isFinal,
        StateJson = $"{{\"cursor\":{step}}}",
        Arrays = [SavedArray.Of("site.U", [4, 75], Values(step, 300)), SavedArray.Of("site.V", [5], Values(-step, 5))],
        Adversary = [SavedArray.Of("adversary.values", [2, 40], Values(step + 7, 80))],
    };

    public static RunStart Start(IDisk? disk = null) => new()
    {
        Name = "toy",
        Recipe = "tms-5-2",
        TotalSteps = 10,
        ConfigYaml = Config,
        CodeVersion = "0.1.0",
        Disk = disk ?? new RealDisk(),
    };

    public static void Equal(long step, LoadedCheckpoint loaded)
    {
        Assert.Equal(step, loaded.Step);
        Assert.Equal($"{{\"cursor\":{step}}}", loaded.StateJson);
        Assert.Equal([4, 75], loaded.Arrays["site.U"].Shape);
        Assert.Equal(Values(step, 300), loaded.Arrays["site.U"].Values);
        Assert.Equal(Values(-step, 5), loaded.Arrays["site.V"].Values);
        Assert.Equal(loaded.IsThinned ? null : Values(step + 7, 80), loaded.Arrays.GetValueOrDefault("adversary.values")?.Values);
    }
}
