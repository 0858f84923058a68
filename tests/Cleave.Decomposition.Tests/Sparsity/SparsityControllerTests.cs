using Cleave.Decomposition.Sparsity;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Sparsity;

/// <summary>The scale moves as its formula says, and everything it depends on is in the trainer's state.</summary>
public sealed class SparsityControllerTests : IDisposable
{
    private static readonly SparsitySettings Settings = new()
    {
        Quantity = Quantity("stochastic-mse"),
        Target = 1e-3f,
        Every = 2,
        Batch = 32,
        Begin = 0.2f,
        HalfLife = 1,
        Time = 0.5f,
        Lead = 0.5f,
        MaxMove = 10,
        Lowest = 1e-3f,
        Highest = 1e3f,
    };

    private readonly CpuDevice _device = new(1);

    public static TheoryData<string> Parts { get; } = ["sparsity.error", "sparsity.scale", "sparsity.mean", "sparsity.weight"];

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_scale_is_1_until_the_run_has_begun_and_follows_the_formula_from_there()
    {
        var readings = Readings(Settings, 20);

        Assert.All(readings[..4], r => Assert.True(r.Scale == 1 && float.IsNaN(r.Measured)));
        var (scale, previous) = (1.0, (double?)null);
        for (var step = 4; step < 18; step += 2)
        {
            var error = Math.Log(Settings.Target) - Math.Log(readings[step].Measured);
            scale *= Math.Exp((2 / (20 * 0.5) * error) + (0.5 * (error - (previous ?? error))));
            previous = error;
            Assert.Equal(scale, readings[step].Scale, 1e-3 * scale);
            Assert.Equal(readings[step], readings[step + 1]);
        }
    }

    [Theory]
    [InlineData("stochastic-mse", 1e3f, true)]
    [InlineData("stochastic-mse", 1e-9f, false)]
    [InlineData("pgd-mse", 1e3f, true)]
    [InlineData("pgd-mse", 1e-9f, false)]
    [InlineData("l0", 0.01f, true)]
    [InlineData("l0", 100f, false)]
    public void Pressure_grows_where_it_can_be_afforded_and_gives_way_otherwise(string quantity, float target, bool grows)
    {
        var last = Readings(Settings with { Quantity = Quantity(quantity), Target = target }, 20)[^1];

        Assert.True(grows ? last.Scale > 1.5f : last.Scale < 0.67f, $"{last}");
    }

    [Fact]
    public void Moves_and_scale_stay_within_their_bounds()
    {
        var slow = Readings(Settings with { Target = 1e6f, MaxMove = 0.01f }, 20);
        Assert.Equal(Math.Exp(0.01), slow[4].Scale, 1e-6);

        Assert.Equal(1.25f, Readings(Settings with { Target = 1e6f, Highest = 1.25f }, 20)[^1].Scale);
        Assert.Equal(0.75f, Readings(Settings with { Target = 1e-9f, Lowest = 0.75f }, 20)[^1].Scale);
    }

    [Fact]
    public void Moves_fade_over_the_last_tenth()
    {
        var readings = Readings(Settings with { Target = 1e6f, Every = 1, MaxMove = 0.01f }, 100);

        Assert.Equal(Math.Exp(0.01), readings[60].Scale / readings[59].Scale, 1e-5);
        Assert.Equal(Math.Exp(0.001), readings[99].Scale / readings[98].Scale, 1e-5);
    }

    [Fact]
    public void Only_terms_that_ask_for_sparsity_are_scaled()
    {
        var (asking, silent) = (WithBudget(Settings), WithBudget(Settings));
        silent = silent with { Terms = [.. silent.Terms.Select(t => t with { AsksForSparsity = false })] };
        var plain = Weights(TinyProblems.Toy() with { Steps = 20 });

        Assert.NotEqual(plain, Weights(asking));
        Assert.Equal(plain, Weights(silent));
    }

    [Fact]
    public void A_restored_trainer_with_a_budget_continues_bit_for_bit()
    {
        var (uninterrupted, restored) = Continue(_ => true);
        Assert.Equal(uninterrupted, restored);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Any_part_of_the_controller_that_is_left_out_changes_the_outcome(string part)
    {
        var (uninterrupted, restored) = Continue(v => v.Name != part);
        Assert.NotEqual(uninterrupted, restored);
    }

    [Fact]
    public void The_controller_adds_its_parts_to_the_state()
    {
        using var trainer = new Trainer(_device, WithBudget(Settings));
        using var plain = new Trainer(_device, TinyProblems.Toy());

        Assert.Equal(Parts.Select(row => row.Data), trainer.State.Select(v => v.Name).Except(plain.State.Select(v => v.Name)));
    }

    private static BudgetQuantity Quantity(string name) => BudgetQuantity.All.Single(q => q.Name == name);

    private static Problem WithBudget(SparsitySettings settings, long steps = 20)
    {
        var problem = TinyProblems.Toy();
        return problem with
        {
            Steps = steps,
            Sparsity = settings,
            SparsityData = new SparseFeatures(1, "data/controller", settings.Batch, 5, 0.3f),
            Terms = [.. problem.Terms.Select(t => t with { AsksForSparsity = t.Name == "minimality" })],
        };
    }

    private SparsityReading[] Readings(SparsitySettings settings, int steps)
    {
        using var trainer = new Trainer(_device, WithBudget(settings, steps));
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, steps).Select(_ => trainer.Advance(withL0: false).Sparsity!.Value)];
    }

    private int[] Weights(Problem problem)
    {
        using var trainer = new Trainer(_device, problem);
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        Bits.Advance(trainer, 12);
        return [.. problem.Components.Parameters.Values.Variables.SelectMany(v => v.Span.ToArray()).Select(BitConverter.SingleToInt32Bits)];
    }

    private (int[] Uninterrupted, int[] Restored) Continue(Predicate<Variable> keeps)
    {
        using Trainer first = new(_device, WithBudget(Settings)), second = new(_device, WithBudget(Settings));
        first.Begin(stop: TestContext.Current.CancellationToken);
        Bits.Advance(first, 9);
        foreach (var (from, to) in first.State.Zip(second.State).Where(p => keeps(p.First)))
            from.Span.CopyTo(to.Span);
        second.Counters = first.Counters;
        Bits.Advance(first, 7);
        Bits.Advance(second, 7);
        return (Bits.Of(first), Bits.Of(second));
    }
}
