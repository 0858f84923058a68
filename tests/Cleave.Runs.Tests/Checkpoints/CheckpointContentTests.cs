using System.Text.Json;
using Cleave.Runs.Folders;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Checkpoints;

/// <summary>Every item of a checkpoint is needed: a run that continues without one ends with other bits.</summary>
[Trait("speed", "slow")]
public sealed class CheckpointContentTests(AdamWRun whole) : IClassFixture<AdamWRun>
{
    public static TheoryData<string> Groups { get; } =
    [
        "components.values", "components.first_moment", "components.second_moment",
        "importance.values", "importance.first_moment", "importance.second_moment",
        "adversaries/adversarial.values", "adversaries/adversarial.first_moment", "adversaries/adversarial.second_moment",
    ];

    /// <summary>Steps of both optimizers, ascents; the step itself comes first.</summary>
    public static TheoryData<int> Counters { get; } = [1, 2, 3];

    [Fact]
    public void Checkpoint_saved_again_unchanged_ends_with_the_same_hash() => Assert.Equal(Expected(), Continue(_ => false, -1));

    [Theory]
    [MemberData(nameof(Groups))]
    public void Array_group_that_is_not_restored_changes_the_hash(string group) =>
        Assert.NotEqual(Expected(), Continue(name => CheckpointMutation.GroupOf(name) == group, -1));

    [Theory]
    [MemberData(nameof(Counters))]
    public void Counter_that_is_not_restored_changes_the_hash(int counter) => Assert.NotEqual(Expected(), Continue(_ => false, counter));

    [Fact]
    public void Checkpoint_holds_nothing_but_the_items_above()
    {
        var checkpoint = RunFolder.Open(whole.Whole).LoadNewest();
        using var state = JsonDocument.Parse(checkpoint.StateJson);

        Assert.Equal(Groups.Select(row => row.Data).Order(), checkpoint.Arrays.Keys.Select(CheckpointMutation.GroupOf).Distinct().Order());
        Assert.Equal("counters", Assert.Single(state.RootElement.EnumerateObject()).Name);
        Assert.Equal(1 + Counters.Count, state.RootElement.GetProperty("counters").GetArrayLength());
    }

    private string Expected() => CheckpointMutation.Digest(RunFolder.Open(whole.Whole).LoadNewest());

    private string Continue(Predicate<string> isZeroed, int zeroedCounter) => CheckpointMutation.Continue(whole, isZeroed, zeroedCounter);
}

/// <summary>Muon keeps one moment of U and V.</summary>
[Trait("speed", "slow")]
public sealed class MuonCheckpointContentTests(ShortRun whole) : IClassFixture<ShortRun>
{
    private const string Momentum = "components.momentum";

    [Fact]
    public void Checkpoint_saved_again_unchanged_ends_with_the_same_hash() => Assert.Equal(Expected(), CheckpointMutation.Continue(whole, _ => false, -1));

    [Fact]
    public void Momentum_that_is_not_restored_changes_the_hash() =>
        Assert.NotEqual(Expected(), CheckpointMutation.Continue(whole, name => CheckpointMutation.GroupOf(name) == Momentum, -1));

    [Fact]
    public void Components_have_nothing_but_values_and_momentum() => Assert.Equal(
        [Momentum, "components.values"],
        RunFolder.Open(whole.Whole).LoadNewest().Arrays.Keys.Select(CheckpointMutation.GroupOf).Distinct().Where(g => g.StartsWith("components.", StringComparison.Ordinal)).Order());

    private string Expected() => CheckpointMutation.Digest(RunFolder.Open(whole.Whole).LoadNewest());
}

/// <summary>The newer objective's memory is needed too: averages, pooled sources and their counts.</summary>
[Trait("speed", "slow")]
public sealed class NewerCheckpointContentTests(NewerRun whole) : IClassFixture<NewerRun>
{
    public static TheoryData<string> Groups { get; } =
    [
        "adversaries/merged.values", "adversaries/merged.first_moment", "adversaries/merged.second_moment", "adversaries/merged.ascents",
        "averages/frequency.weight", "averages/frequency.values",
    ];

    [Fact]
    public void Checkpoint_saved_again_unchanged_ends_with_the_same_weights() => Assert.Equal(Expected(), CheckpointMutation.Continue(whole, _ => false, -1, "components."));

    [Theory]
    [MemberData(nameof(Groups))]
    public void Array_group_that_is_not_restored_changes_the_weights(string group) =>
        Assert.NotEqual(Expected(), CheckpointMutation.Continue(whole, name => CheckpointMutation.GroupOf(name) == group, -1, "components."));

    private string Expected() => CheckpointMutation.Digest(RunFolder.Open(whole.Whole).LoadNewest(), "components.");
}
