using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class SimplicityTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(1f, 3.162278f)]
    [InlineData(0.9f, 2.818383f)]
    public void One_rank_one_gives_the_worked_number(float exponent, float expected) =>   // worked by hand: U = [1, 2], V = [1, 1]
        Assert.Equal(expected, Numbers.Scalar(_device, new Simplicity(exponent, global: false).Evaluate(WorkedCase.OneLayer().Context(new SquaredError(), 1f))), 1e-5f);

    [Fact]
    public void Sites_add_up_and_the_global_form_divides_by_all_weights()
    {
        var context = WorkedCase.TwoLayers().Context(new SquaredError(), 1f);   // 4 weights and 2
        Assert.Equal(4.162278f, Numbers.Scalar(_device, new Simplicity(1, global: false).Evaluate(context)), 1e-5f);
        Assert.Equal(4.162278f / 6, Numbers.Scalar(_device, new Simplicity(1, global: true).Evaluate(context)), 1e-5f);
    }

    [Fact]
    public void Only_chosen_components_count_each_as_often_as_it_is_chosen()
    {
        var (context, _) = TwoComponents(1, 0, 1, 1);
        Assert.Equal((2 * 1 * (3f + 1f) / 2) + (1 * (5f * 2f) / 2), Numbers.Scalar(_device, new Simplicity(1, global: false).Evaluate(context)), 1e-4f);
    }

    [Fact]
    public void Several_rank_ones_of_a_component_are_not_merged_before_the_exponent()
    {
        var (context, _) = TwoComponents(1, 0, 1, 0);
        Assert.Equal(MathF.Sqrt(3) + 1, Numbers.Scalar(_device, new Simplicity(0.5f, global: false).Evaluate(context)), 1e-4f);
    }

    [Fact]
    public void A_component_that_is_not_chosen_or_has_vanished_has_no_gradient()
    {
        var (context, components) = TwoComponents(1, 0, 1, 0);
        var (u, v) = (components.U(components.Sites[0]), components.V(components.Sites[0]));
        v.Span[0] = 0;   // with u of length 3: the first rank-one vanishes
        var gradient = Eager.Evaluate(_device, Gradient.Of(new Simplicity(0.5f, global: false).Evaluate(context), [context.Graph.Read(u)])[0]);
        Assert.Equal([0, 0.5f, 0, 0], gradient.Select(g => MathF.Round(g, 4)));   // d√|u| at u = 1
    }

    // V [1, 4], U [4, 1], R = 2: component 0 has sizes 3 and 1, component 1 has 10 and 0; importances [2, 2].
    private static (LossContext Context, Components Components) TwoComponents(params float[] importances)
    {
        var target = new Stack(Numbers.Linear("fc", 1, 1, 1));
        var components = new Components([new Site(target.Layers[0], 2, 2)]);
        Numbers.Set(components.V(components.Sites[0]), 1, 1, -2, 0);
        Numbers.Set(components.U(components.Sites[0]), 3, 1, 5, 7);
        var context = Traced.Of(target, components, Numbers.Variable("batch", [2, 1], 1, 1), new SquaredError());
        var given = context.Graph.Read(Numbers.Variable("importances", [2, 2], importances));
        return (context with { Importances = Importances.From(components.Sites.ToDictionary(s => s, _ => given), new ClampedSquash(Importances.Leak)) }, components);
    }
}
