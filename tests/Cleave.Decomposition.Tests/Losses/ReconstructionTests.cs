using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class ReconstructionTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Importance_masks_of_the_worked_case_give_0_625() =>
        Assert.Equal(0.625f, Loss(WorkedCase.OneLayer().Context(new SquaredError()), new ImportanceMasks()), 1e-6f);

    [Theory]
    [InlineData(1f, null, 2.5f)]
    [InlineData(0.5f, 0.25f, 1.40625f)]
    [InlineData(1f, 1f, 0f)]
    public void Set_masks_of_the_worked_case_give_its_errors(float mask, float? delta, float expected) =>
        Assert.Equal(expected, Loss(WorkedCase.OneLayer().Context(new SquaredError()), new SetMasks(delta, mask)), 1e-6f);

    [Fact]
    public void Divergence_is_of_the_target_from_the_masked_output_in_nats()
    {
        Assert.Equal(0.0408623f, Loss(WorkedCase.OneLayer().Context(new KlDivergence()), ConstantMasks.Ones), 1e-6f);
        var graph = new Graph();
        var (target, masked) = (graph.Read(Numbers.Variable("t", [2, 2], 2, 4, 0, 0)), graph.Read(Numbers.Variable("m", [2, 2], 3, 6, 0, 0)));
        var divergence = new KlDivergence();
        Assert.Equal(0.0408623f / 2, Numbers.Scalar(_device, divergence.Between(masked, divergence.Reference(target))), 1e-6f);
    }

    [Fact]
    public void One_site_at_a_time_gives_9_125() =>
        Assert.Equal(9.125f, Loss(WorkedCase.TwoLayers().Context(new SquaredError()), new SetMasks(null, 0.5f, 1f), new OneSiteAtATime()), 1e-5f);

    [Fact]
    public void One_site_at_a_time_with_one_site_is_the_plain_loss()
    {
        var context = WorkedCase.OneLayer().Context(new SquaredError());
        Assert.Equal(0.625f, Loss(context, new SetMasks(null, 0.5f), new OneSiteAtATime()), 1e-6f);
    }

    [Fact]
    public void Elements_that_are_not_routed_count_in_the_denominator()
    {
        var worked = WorkedCase.OneLayer();
        var context = Traced.Of(worked.Target, worked.Components, Numbers.Variable("batch", [2, 2], 1, 2, 1, 2), new SquaredError());
        Assert.Equal(2.5f / 2, Loss(context, new SetMasks(null, 1f), new FirstElementOnly()), 1e-6f);
    }

    [Fact]
    public void Components_that_hold_the_weights_reconstruct_and_random_ones_do_not()
    {
        var layers = new[] { Numbers.RandomLinear("fc1", 3, 4, 1), Numbers.RandomLinear("fc2", 2, 3, 2) };
        var components = new Components([.. layers.Select(l => new Site(l, l.Out))]);
        components.Initialise(1, new RandomInitialisation());
        var context = Traced.Of(new Stack(layers), components, Numbers.Variable("batch", [5, 4], Numbers.Random(20, 3)), new SquaredError());
        Assert.True(Loss(context, ConstantMasks.Ones) > 0.01f);
        foreach (var site in components.Sites)
            HoldWeights(components, site);
        Assert.True(Loss(context, ConstantMasks.Ones) < 1e-5f);
        Assert.True(Loss(context, ConstantMasks.Ones, new OneSiteAtATime()) < 1e-5f);
        Assert.True(Loss(context, ConstantMasks.Zeros) > 0.01f);
    }

    [Fact]
    public void Stochastic_losses_draw_anew_each_step_and_for_each_purpose()
    {
        var context = WorkedCase.OneLayer().Context(new SquaredError());
        var loss = new Reconstruction("a", new UniformMasks(), new AllSites()).Evaluate(context);
        var other = new Reconstruction("b", new UniformMasks(), new AllSites()).Evaluate(context);
        Assert.Equal(Numbers.Scalar(_device, loss, 1), Numbers.Scalar(_device, loss, 1));
        Assert.NotEqual(Numbers.Scalar(_device, loss, 1), Numbers.Scalar(_device, loss, 2));
        Assert.NotEqual(Numbers.Scalar(_device, loss, 1), Numbers.Scalar(_device, other, 1));
    }

    [Fact]
    public void The_reference_is_the_untouched_target_even_when_components_are_far_from_it()
    {
        var context = WorkedCase.OneLayer().Context(new SquaredError());
        Assert.Equal([2f, 4f], Eager.Evaluate(_device, context.Reference));
        Assert.Equal(0f, Numbers.Scalar(_device, context.Divergence.Between(context.Clean.Output, context.Reference)));
    }

    private static void HoldWeights(Components components, Site site)
    {
        var weight = site.Layer.Weight.Span;   // [out, in]; V = Wᵀ, U = I
        for (var o = 0; o < site.Out; o++)
        {
            for (var i = 0; i < site.In; i++)
                components.V(site).Span[(i * site.Count) + o] = weight[(o * site.In) + i];
            for (var c = 0; c < site.Count; c++)
                components.U(site).Span[(c * site.Out) + o] = c == o ? 1 : 0;
        }
    }

    private float Loss(LossContext context, IMaskSource masks, IRouting? routing = null) =>
        Numbers.Scalar(_device, new Reconstruction("test", masks, routing ?? new AllSites()).Evaluate(context));

    private sealed class FirstElementOnly : IRouting
    {
        public IReadOnlyList<Route> Routes(MaskContext context) =>
            [new Route(context.Sites.ToDictionary(s => s, _ => (Tensor?)context.Graph.Read(Numbers.Variable("route", [2, 1], 1, 0))))];
    }
}
