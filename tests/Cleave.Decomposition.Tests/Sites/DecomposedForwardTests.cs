using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Decomposition.Tests.Sites;

public sealed class DecomposedForwardTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(0.5f, null, 1.5f, 3f)]
    [InlineData(1f, null, 3f, 6f)]
    [InlineData(0.5f, 0.25f, 1.25f, 2.5f)]
    [InlineData(1f, 1f, 2f, 4f)]
    public void The_worked_case_gives_its_outputs(float mask, float? delta, float first, float second)
    {
        var context = WorkedCase.OneLayer().Context(new SquaredError());
        Assert.Equal([first, second], Run(context, new SetMasks(delta, mask), Route.Everywhere));
    }

    [Fact]
    public void Target_weights_of_twice_the_components_without_delta_halve_the_output()
    {
        var layer = Numbers.Linear("fc", 2, 2, 4, 4, 8, 8);
        var components = new Components([new Site(layer, 1)]);
        Numbers.Set(components.V(components.Sites[0]), 1, 1);
        Numbers.Set(components.U(components.Sites[0]), 2, 4);
        var context = Traced.Of(new Stack(layer), components, Numbers.Variable("batch", [1, 2], 1, 2), new SquaredError());
        Assert.Equal([12f, 24f], Eager.Evaluate(_device, context.Clean.Output));
        Assert.Equal([6f, 12f], Run(context, ConstantMasks.Ones, Route.Everywhere));
    }

    [Theory]
    [InlineData(1f, 1f, 9f, 12f)]
    [InlineData(1f, 0f, 3f, 2f)]
    [InlineData(0.5f, 2f, 13.5f, 21f)]
    public void A_mask_scales_all_rank_ones_of_its_component(float first, float second, float one, float two)
    {
        // x = [1, 2]; component 0 writes 1·(1, 0) + 2·(1, 1), component 1 writes 3·(2, 0) + 5·(0, 2).
        var layer = Numbers.Linear("fc", 2, 2, 0, 0, 0, 0);
        var components = new Components([new Site(layer, 2, 2)]);
        Numbers.Set(components.V(components.Sites[0]), 1, 0, 1, 1, 0, 1, 1, 2);
        Numbers.Set(components.U(components.Sites[0]), 1, 0, 1, 1, 2, 0, 0, 2);
        var context = Traced.Of(new Stack(layer), components, Numbers.Variable("batch", [1, 2], 1, 2), new SquaredError());
        var masks = new Dictionary<Site, Mask>
        {
            [components.Sites[0]] = new(context.Graph.Read(Numbers.Variable("m", [1, 2], first, second)), null),
        };
        Assert.Equal([one, two], Eager.Evaluate(_device, DecomposedForward.Run(context.Target, components, context.Clean, masks, Route.Everywhere).Output));
    }

    [Theory]
    [InlineData(1, 3, 4, 2)]
    [InlineData(5, 7, 3, 11)]
    [InlineData(9, 16, 17, 33)]
    public void The_form_without_delta_weights_equals_the_definition(int batch, int inputs, int outputs, int count)
    {
        var context = Random(batch, inputs, outputs, count);
        var site = context.Components.Sites[0];
        var (x, graph) = (context.Clean.Inputs[site], context.Graph);
        var mask = new Mask(graph.Read(Numbers.Variable("m", [batch, count], Numbers.Random(batch * count, 5, 0))),
            graph.Read(Numbers.Variable("δ", [batch, 1], Numbers.Random(batch, 6, 0))));
        var inner = x.MatMul(graph.Read(context.Components.V(site))) * mask.Scale;
        var defined = site.Layer.AddBias(inner.MatMul(graph.Read(context.Components.U(site)))
            + (x.MatMul(context.Components.Delta(graph, site), transposeB: true) * mask.Delta!));
        var masks = new Dictionary<Site, Mask> { [site] = mask };
        var expected = Eager.Evaluate(_device, defined);
        var shared = DecomposedForward.Run(context.Target, context.Components, context.Clean, masks, Route.Everywhere).Output;
        var alone = DecomposedForward.Run(context.Target, context.Components, context.Clean.Batch, masks, Route.Everywhere).Output;
        Numbers.AssertClose(expected, Eager.Evaluate(_device, shared), 2e-4f);
        Numbers.AssertClose(expected, Eager.Evaluate(_device, alone), 2e-4f);
    }

    [Fact]
    public void Only_sites_that_no_mask_reaches_share_their_products_with_the_clean_pass()
    {
        var context = WorkedCase.TwoLayers().Context(new SquaredError());
        Assert.Equal([true, false], context.Components.Sites.Select(context.Clean.IsUntouched));
        var (first, second) = (context.Components.Sites[0], context.Components.Sites[1]);
        var inner = context.Clean.Inner(first, context.Components);
        Assert.Same(inner, context.Clean.Inner(first, context.Components));
        var masks = new SetMasks(0.5f, 0.25f, 0.25f).Masks(context.Masks("test"));
        var output = DecomposedForward.Run(context.Target, context.Components, context.Clean, masks, Route.Everywhere).Output;
        bool Uses(Tensor what) => Eager.Evaluate(_device, Gradient.Of(output.Sum(), [what])[0]).Any(g => g != 0);
        Assert.True(Uses(inner));
        Assert.True(Uses(context.Clean.Product(first)));
        Assert.False(Uses(context.Clean.Inner(second, context.Components)));
    }

    [Fact]
    public void Mask_and_delta_of_one_give_the_target_for_any_components()
    {
        var context = Random(6, 9, 8, 5);
        Numbers.AssertClose(Eager.Evaluate(_device, context.Clean.Output), Run(context, new SetMasks(1f, 1f), Route.Everywhere), 1e-5f);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3f)]
    public void Positions_that_are_not_routed_keep_the_original_output_and_others_do_not(float? delta)
    {
        var context = Random(4, 5, 3, 2);
        var site = context.Components.Sites[0];
        var routed = context.Graph.Read(Numbers.Variable("routed", [4, 1], 1, 0, 0, 1));
        var partial = Run(context, new SetMasks(delta, 0.4f), new Route(new Dictionary<Site, Tensor?> { [site] = routed }));
        var everywhere = Run(context, new SetMasks(delta, 0.4f), Route.Everywhere);
        var target = Eager.Evaluate(_device, context.Clean.Output);
        Numbers.AssertClose([.. everywhere[..3], .. everywhere[9..]], [.. partial[..3], .. partial[9..]], 1e-5f);
        Assert.Equal(target[3..9], partial[3..9]);
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(Math.Abs(target[i] - partial[i]) > 1e-3f));
    }

    [Fact]
    public void Sites_that_a_route_leaves_out_keep_their_weights()
    {
        var context = WorkedCase.TwoLayers().Context(new SquaredError());
        var only = new Route(new Dictionary<Site, Tensor?> { [context.Components.Sites[1]] = null });
        Assert.Equal([2f], Run(context, new SetMasks(null, 0f, 1f), only));
    }

    [Fact]
    public void A_clean_pass_is_the_untouched_target_with_the_input_of_every_site()
    {
        var context = WorkedCase.TwoLayers().Context(new SquaredError());
        Assert.Equal([6f], Eager.Evaluate(_device, context.Clean.Output));
        Assert.Equal([1f, 2f], Eager.Evaluate(_device, context.Clean.Inputs[context.Components.Sites[0]]));
        Assert.Equal([2f, 4f], Eager.Evaluate(_device, context.Clean.Inputs[context.Components.Sites[1]]));
    }

    private static LossContext Random(int batch, int inputs, int outputs, int count)
    {
        var layer = Numbers.RandomLinear("fc", outputs, inputs, 1);
        var components = new Components([new Site(layer, count)]);
        components.Initialise(3, new RandomInitialisation());
        return Traced.Of(new Stack(layer), components, Numbers.Variable("batch", [batch, inputs], Numbers.Random(batch * inputs, 4)), new SquaredError());
    }

    private float[] Run(LossContext context, IMaskSource masks, Route route) => Eager.Evaluate(
        _device, DecomposedForward.Run(context.Target, context.Components, context.Clean, masks.Masks(context.Masks("test")), route).Output);
}
