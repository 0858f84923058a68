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
        var groups = trainer.State.Select(v => string.Join('.', v.Name.Split('.')[..2])).Distinct();
        Assert.Equal(Groups.Select(row => row.Data), groups);
        Assert.Equal(Counters.Count, trainer.Counters.Length);
    }

    private (int[] Uninterrupted, int[] Restored) Continue(bool language, Predicate<Variable> keepsVariable, Predicate<int> keepsCounter)
    {
        using var first = Make(language);
        first.Begin(TestContext.Current.CancellationToken);
        Bits.Advance(first, Before);
        using var second = Make(language);
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

    private Trainer Make(bool language) => new(_device, language ? TinyProblems.Language() : TinyProblems.Toy());
}
