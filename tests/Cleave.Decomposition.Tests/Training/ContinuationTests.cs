using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

/// <summary>What a trainer says is its state must be all of it, and none of it idle.</summary>
public sealed class ContinuationTests : IDisposable
{
    private const int Before = 7;
    private const int After = 6;
    private readonly CpuDevice _device = new(1);

    public static TheoryData<string> Groups { get; } =
    [
        "components.values", "components.first_moment", "components.second_moment",
        "importance.values", "importance.first_moment", "importance.second_moment",
        "adversaries/worst.values", "adversaries/worst.first_moment", "adversaries/worst.second_moment",
    ];

    public static TheoryData<string> NewerGroups { get; } =
    [
        "components.values", "components.first_moment", "components.second_moment",
        "importance.values", "importance.first_moment", "importance.second_moment",
        "adversaries/worst.values", "adversaries/worst.first_moment", "adversaries/worst.second_moment", "adversaries/worst.ascents",
        "averages/frequency.weight", "averages/frequency.values",
    ];

    public static TheoryData<int> Counters { get; } = [0, 1, 2, 3];

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_restored_trainer_continues_bit_for_bit(bool language)
    {
        var (uninterrupted, restored) = Continue(language, _ => true, _ => true);
        Assert.Equal(uninterrupted, restored);
    }

    [Fact]
    public void A_restored_trainer_with_muon_continues_bit_for_bit_and_needs_its_momentum()
    {
        var (uninterrupted, restored) = Continue(TinyProblems.Muon, _ => true, _ => true);
        Assert.Equal(uninterrupted, restored);
        foreach (var part in (string[])["components.momentum.", "importance.momentum.", "importance.second_moment."])
        {
            var (whole, without) = Continue(TinyProblems.Muon, v => !v.Name.StartsWith(part, StringComparison.Ordinal), _ => true);
            Assert.NotEqual(whole, without);
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_group_that_is_left_out_changes_the_outcome(string group)
    {
        var (uninterrupted, restored) = Continue(false, v => !v.Name.StartsWith($"{group}.", StringComparison.Ordinal), _ => true);
        Assert.NotEqual(uninterrupted, restored);
    }

    [Theory]
    [MemberData(nameof(Counters))]
    public void A_counter_that_is_left_out_changes_the_outcome(int counter)
    {
        var (uninterrupted, restored) = Continue(false, _ => true, i => i != counter);
        Assert.NotEqual(uninterrupted, restored);
    }

    [Fact]
    public void The_state_is_made_of_the_groups_above()
    {
        using var trainer = new Trainer(_device, TinyProblems.Toy());
        var groups = trainer.State.Select(GroupOf).Distinct();
        Assert.Equal(Groups.Select(row => row.Data), groups);
        Assert.Equal(Counters.Count, trainer.Counters.Length);
    }

    [Fact]
    public void The_newer_objective_continues_bit_for_bit()
    {
        var (uninterrupted, restored) = Continue(() => TinyProblems.Newer(), _ => true, _ => true);
        Assert.Equal(uninterrupted, restored);
    }

    [Theory]
    [MemberData(nameof(NewerGroups))]
    public void A_group_of_the_newer_objective_that_is_left_out_changes_the_weights(string group)
    {
        var (uninterrupted, restored) = Continue(() => TinyProblems.Newer(), v => GroupOf(v) != group, _ => true);
        var weights = WeightsOf(TinyProblems.Newer());
        Assert.NotEqual(uninterrupted[..weights], restored[..weights]);
    }

    [Fact]
    public void The_state_of_the_newer_objective_is_made_of_its_groups()
    {
        using var trainer = new Trainer(_device, TinyProblems.Newer());
        Assert.Equal(NewerGroups.Select(row => row.Data), trainer.State.Select(GroupOf).Distinct());
    }

    private static string GroupOf(Variable variable) => string.Join('.', variable.Name.Split('.')[..2]);

    // U and V begin the state.
    private static int WeightsOf(Problem problem) => (int)problem.Components.Parameters.Values.Variables.Sum(v => v.Shape.Count);

    private (int[] Uninterrupted, int[] Restored) Continue(bool language, Predicate<Variable> keepsVariable, Predicate<int> keepsCounter) =>
        Continue(() => language ? TinyProblems.Language() : TinyProblems.Toy(), keepsVariable, keepsCounter);

    private (int[] Uninterrupted, int[] Restored) Continue(Func<Problem> make, Predicate<Variable> keepsVariable, Predicate<int> keepsCounter)
    {
        using var first = new Trainer(_device, make());
        first.Begin(stop: TestContext.Current.CancellationToken);
        Bits.Advance(first, Before);
        using var second = new Trainer(_device, make());
        foreach (var (from, to) in first.State.Zip(second.State))
        {
            Assert.Equal(from.Name, to.Name);
            if (keepsVariable(from))
                from.Span.CopyTo(to.Span);
        }

        second.Counters = [.. first.Counters.Select((count, i) => keepsCounter(i) ? count : 0)];
        Bits.Advance(first, After);
        Bits.Advance(second, After);
        return (Bits.Of(first), Bits.Of(second));
    }
}
