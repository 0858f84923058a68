using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Adversaries;

public sealed class AdversaryTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(2f, 1f)]
    [InlineData(-2f, 0.85f)]
    [InlineData(0f, 0.95f)]
    public void A_sign_step_moves_by_its_size_and_is_projected(float gradient, float expected)
    {
        var context = Traced.Masks([1], 0f, 1);
        var sources = new Sources("s", context.Sites, SourceScope.Single, [1]);
        sources.Group.Values["site0"].Value = 0.95f;
        sources.Group.Gradients["site0"].Value = gradient;
        new SignAscent(sources.Group).Step(_device, 0.1f);
        Assert.Equal(expected, sources.Group.Values["site0"].Value, 1e-6f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sources_stay_between_zero_and_one_while_they_move(bool fresh)
    {
        var problem = TinyProblems.Toy(fresh: fresh);
        using var trainer = Begin(problem);
        var sources = TinyProblems.AdversaryOf(problem).Sources.Group.Values.Variables;
        for (var step = 0; step < 20; step++)
        {
            trainer.AdvanceSilently();
            Assert.All(sources.SelectMany(s => s.Span.ToArray()), r => Assert.InRange(r, 0f, 1f));
        }

        Assert.Contains(sources.SelectMany(s => s.Span.ToArray()), r => r is 0f or 1f);
    }

    [Fact]
    public void Ascents_make_the_loss_worse_than_random_sources_do()
    {
        var worked = WorkedCase.TwoLayers();
        var context = worked.Context(new SquaredError());
        var sources = new Sources("s", worked.Components.Sites, SourceScope.Single, [1]);
        var adversary = new FreshAdversary(sources, 1, 20, 0.1f);
        var loss = new Reconstruction("a", adversary, new AllSites()).Evaluate(context);
        var gradients = Gradient.Of(loss, [.. sources.Group.Values.Variables.Select(context.Graph.Read)]);
        using var plan = Plan.Compile(_device, [.. sources.Group.Gradients.Variables.Zip(gradients, (g, v) => new Assignment(g, v))]);
        adversary.Begin(0);
        var before = Numbers.Scalar(_device, loss);
        for (var i = 0; i < adversary.InnerAscents; i++)
        {
            plan.Run();
            adversary.Ascent.Step(_device, adversary.Rate(0, 1));
        }

        Assert.True(Numbers.Scalar(_device, loss) > before + 0.1f);
    }

    [Fact]
    public void Persistent_sources_keep_moments_and_count_three_ascents_a_step()
    {
        var problem = TinyProblems.Toy();
        using var trainer = Begin(problem);
        var adversary = TinyProblems.AdversaryOf(problem);
        trainer.AdvanceSilently();
        Assert.Equal(3, adversary.Ascent.Count);
        var (values, moments) = (Snapshot(adversary.Sources.Group.Values), Snapshot(adversary.Ascent.Moments[0]));
        Assert.Contains(moments, m => m != 0);
        problem.Data.Load(trainer.Step);
        adversary.Begin(trainer.Step);
        Assert.Equal(values, Snapshot(adversary.Sources.Group.Values));
        Assert.Equal(moments, Snapshot(adversary.Ascent.Moments[0]));
        trainer.AdvanceSilently();
        Assert.Equal(6, adversary.Ascent.Count);
    }

    [Fact]
    public void Fresh_sources_are_drawn_anew_each_step_and_remember_nothing()
    {
        var adversary = TinyProblems.AdversaryOf(TinyProblems.Toy(fresh: true));
        adversary.Begin(3);
        var third = Snapshot(adversary.Sources.Group.Values);
        adversary.Begin(4);
        Assert.NotEqual(third, Snapshot(adversary.Sources.Group.Values));
        adversary.Begin(3);
        Assert.Equal(third, Snapshot(adversary.Sources.Group.Values));
        Assert.Empty(adversary.Ascent.Moments);
        Assert.False(adversary.AscendsWithMainBackward);
    }

    [Theory]
    [InlineData(0.25f)]
    [InlineData(4f)]
    public void The_coefficient_of_the_loss_does_not_reach_the_ascent(float coefficient)
    {
        // Powers of two scale without rounding, and a rate of zero keeps the weights, so all bits must agree.
        Assert.Equal(SourcesAfter(1f), SourcesAfter(coefficient));
    }

    [Fact]
    public void The_last_ascent_of_a_step_uses_the_weights_before_their_update()
    {
        Assert.Equal(SourcesAfter(0.5f, rate: 0f, steps: 1), SourcesAfter(0.5f, rate: 0.1f, steps: 1));
        Assert.NotEqual(SourcesAfter(0.5f, rate: 0f, steps: 2), SourcesAfter(0.5f, rate: 0.1f, steps: 2));
    }

    [Fact]
    public void A_loss_that_is_switched_off_moves_no_sources()
    {
        var problem = TinyProblems.Toy(coefficient: 0f);
        using var trainer = Begin(problem);
        var before = Snapshot(TinyProblems.AdversaryOf(problem).Sources.Group.Values);
        Bits.Advance(trainer, 2);
        Assert.Equal(before, Snapshot(TinyProblems.AdversaryOf(problem).Sources.Group.Values));
    }

    private static float[] Snapshot(VariableGroup.Layout layout) => layout.Span.ToArray();

    private float[] SourcesAfter(float coefficient, float rate = 0f, int steps = 3)
    {
        var problem = TinyProblems.Toy(coefficient: coefficient, rate: rate);
        using var trainer = Begin(problem);
        Bits.Advance(trainer, steps);
        var adversary = TinyProblems.AdversaryOf(problem);
        return [.. Snapshot(adversary.Sources.Group.Values), .. adversary.Ascent.Moments.SelectMany(Snapshot)];
    }

    private Trainer Begin(Problem problem)
    {
        var trainer = new Trainer(_device, problem);
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        return trainer;
    }
}
