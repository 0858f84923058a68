using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cleave.Decomposition.Runs;
using Xunit;

namespace Cleave.Decomposition.Tests.Runs;

/// <summary>Every item of a checkpoint is needed: a run that continues without one ends with other bits.</summary>
[Trait("speed", "slow")]
public sealed class CheckpointContentTests(ShortRun whole) : IClassFixture<ShortRun>
{
    private const int StopAfter = 7;

    public static TheoryData<string> Groups { get; } =
    [
        "components.values", "components.first_moment", "components.second_moment",
        "importance.values", "importance.first_moment", "importance.second_moment",
        "adversaries/adversarial.values", "adversaries/adversarial.first_moment", "adversaries/adversarial.second_moment",
    ];

    /// <summary>Step, steps of both optimizers, ascents.</summary>
    public static TheoryData<int> Counters { get; } = [0, 1, 2, 3];

    [Fact]
    public void Checkpoint_saved_again_unchanged_ends_with_the_same_hash() => Assert.Equal(Expected(), Continue(_ => false, -1));

    [Theory]
    [MemberData(nameof(Groups))]
    public void Array_group_that_is_not_restored_changes_the_hash(string group) =>
        Assert.NotEqual(Expected(), Continue(name => GroupOf(name) == group, -1));

    [Theory]
    [MemberData(nameof(Counters))]
    public void Counter_that_is_not_restored_changes_the_hash(int counter) => Assert.NotEqual(Expected(), Continue(_ => false, counter));

    [Fact]
    public void Checkpoint_holds_nothing_but_the_items_above()
    {
        var checkpoint = RunFolder.Open(whole.Whole).LoadNewest();
        using var state = JsonDocument.Parse(checkpoint.StateJson);

        Assert.Equal(Groups.Select(row => row.Data).Order(), checkpoint.Arrays.Keys.Select(GroupOf).Distinct().Order());
        Assert.Equal("counters", Assert.Single(state.RootElement.EnumerateObject()).Name);
        Assert.Equal(Counters.Count, state.RootElement.GetProperty("counters").GetArrayLength());
    }

    private static string GroupOf(string name) => string.Join('.', name.Split('.')[..2]);

    private string Expected() => Digest(RunFolder.Open(whole.Whole).LoadNewest());

    /// <summary>The hash of the state file at the end of a run that went on from a checkpoint with some items zeroed.</summary>
    private string Continue(Predicate<string> isZeroed, int zeroedCounter)
    {
        var path = whole.Another(Guid.NewGuid().ToString("N"));
        using Watcher watcher = new(StopAfter), last = new();
        using (var run = whole.Open(path))
            Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));
        Replace(RunFolder.Open(path), isZeroed, zeroedCounter);

        using (var run = whole.Open(path))
        {
            Assert.True(run.Continues);
            last.Complete(run);
        }

        var end = RunFolder.Open(path).LoadNewest();
        Assert.Equal(12, end.Step);
        return Digest(end);
    }

    private static void Replace(RunFolder folder, Predicate<string> isZeroed, int zeroedCounter)
    {
        var saved = folder.LoadNewest();
        Assert.Equal(StopAfter, saved.Step);
        var state = JsonNode.Parse(saved.StateJson)!;
        if (zeroedCounter >= 0)
        {
            Assert.NotEqual(0, (long)state["counters"]![zeroedCounter]!);
            state["counters"]![zeroedCounter] = 0;
        }

        var changed = new CheckpointContent
        {
            Step = saved.Step,
            Arrays =
            [
                .. saved.Arrays.Values.Select(a => NamedArray.Of(a.Name, a.Shape, isZeroed(a.Name) ? new float[a.Values.Length] : a.Values))
            ],
            StateJson = state.ToJsonString(),
        };
        new CheckpointStore(new RealDisk(), folder.Checkpoints).Save(changed, saved.ConfigHash, "test");
    }

    // Of the arrays alone: the counters differ by themselves when one was replaced.
    private static string Digest(LoadedCheckpoint checkpoint) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(checkpoint.Folder, "state.safetensors"))));
}
