using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Models;
using Cleave.Models.Layers;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Decomposition.Tests.Importance;

public sealed class GradientAttributionTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void One_linear_layer_gives_the_worked_number()
    {
        var worked = WorkedCase.OneLayer();   // worked by hand: P = [[1, 1], [2, 2]], x = [1, 2]
        var batch = Numbers.Variable("batch", [1, 2], 1, 2);
        var attribution = Assert.Single(Attributions(worked.Target, worked.Components, batch, AttributionPoint.Target));
        Assert.Equal(4.743416f, attribution, 1e-5f);
    }

    // Sizes (in, hidden, out, C, R) for which each order of computing is the cheaper one somewhere.
    [Theory]
    [InlineData(AttributionPoint.Target, 3, 4, 2, 3, 1)]
    [InlineData(AttributionPoint.Decomposition, 3, 4, 2, 3, 1)]
    [InlineData(AttributionPoint.Target, 3, 2, 3, 4, 2)]
    [InlineData(AttributionPoint.Decomposition, 3, 2, 3, 4, 2)]
    [InlineData(AttributionPoint.Target, 2, 3, 1, 2, 6)]
    [InlineData(AttributionPoint.Target, 2, 30, 7, 2, 1)]
    public void It_is_how_much_every_output_moves_along_the_component(AttributionPoint at, int inputs, int hidden, int outputs, int count, int rank)
    {
        var (target, components) = Network(inputs, hidden, outputs, count, rank, at);
        var batch = Numbers.Variable("batch", [5, inputs], Numbers.Random(5 * inputs, 8));
        var got = Attributions(target, components, batch, at);
        for (var c = 0; c < count; c++)
        {
            var expected = Moved(target, components, batch, c);
            for (var b = 0; b < 5; b++)
                Assert.Equal(expected[b], got[(b * count) + c], 2e-3f * (1 + expected[b]));
        }
    }

    [Fact]
    public void Of_a_batch_as_many_are_chosen_as_asked_for_and_all_sites_agree()
    {
        var (target, components) = Network(3, 4, 2, 5, 2, AttributionPoint.Target);
        var clean = CleanPass.Run(target, components.Sites, new Graph().Read(Numbers.Variable("batch", [8, 3], Numbers.Random(24, 9))));
        var function = new GradientAttribution(target, components.Sites, AttributionPoint.Target, 1.4f);   // 11.2 of 40
        var chosen = function.Logits(clean, components).Values.Select(z => Eager.Evaluate(_device, z)).ToArray();
        Assert.Equal(11, chosen[0].Count(s => s == 1));
        Assert.Equal(29, chosen[0].Count(s => s == 0));
        Assert.Equal(chosen[0], chosen[1]);
        var attributions = Eager.Evaluate(_device, function.Attributions(clean, components));
        Assert.True(attributions.Where((_, i) => chosen[0][i] == 1).Min() >= attributions.Where((_, i) => chosen[0][i] == 0).Max());
        Assert.Equal(8, Eager.Evaluate(_device, function.ProbeLogits(clean, components)[components.Sites[0]]).Sum());
    }

    [Fact]
    public void Nothing_is_trained_and_no_gradient_passes()
    {
        var (target, components) = Network(3, 4, 2, 5, 2, AttributionPoint.Target);
        var clean = CleanPass.Run(target, components.Sites, new Graph().Read(Numbers.Variable("batch", [8, 3], Numbers.Random(24, 9))));
        var function = new GradientAttribution(target, components.Sites, AttributionPoint.Decomposition, 1f);
        Assert.Empty(function.Parameters.Values.Variables);
        var reads = components.Parameters.Values.Variables.Select(clean.Batch.Graph.Read).ToArray();
        var loss = function.Logits(clean, components)[components.Sites[0]].Sum();
        Assert.All(Gradient.Of(loss, reads).SelectMany(g => Eager.Evaluate(_device, g)), g => Assert.Equal(0f, g));
    }

    [Fact]
    public void Many_outputs_need_no_more_operations_than_few()
    {
        static int Operations(CpuDevice device, int features)
        {
            var shape = new TmsShape(features, 2, 0.1f, 1, 16, 1e-2f, ZeroBias: true);
            var target = new Tms(shape, Numbers.Random(2 * features, 1), Numbers.Random(features, 2));
            var components = new Components(SiteSelection.Match(target, [new("*", 6)], rank: 2));
            var clean = CleanPass.Run(target, components.Sites, new SparseFeatures(1, "data", 16, features, 0.1f).Trace(new Graph()));
            var attributions = new GradientAttribution(target, components.Sites, AttributionPoint.Target, 1f).Attributions(clean, components);
            using var plan = Plan.Compile(device, new Assignment(new Variable("attributions", attributions.Shape), attributions));
            return plan.Operations;
        }

        Assert.Equal(Operations(_device, 20), Operations(_device, 100));
    }

    private float[] Attributions(ITarget target, Components components, Variable batch, AttributionPoint at)
    {
        var clean = CleanPass.Run(target, components.Sites, new Graph().Read(batch));
        return Eager.Evaluate(_device, new GradientAttribution(target, components.Sites, at, 1f).Attributions(clean, components));
    }

    // RMS over outputs of central differences along W + ε·P_c in all layers at once.
    private float[] Moved(Gelus target, Components components, Variable batch, int c)
    {
        const float step = 1e-2f;
        var (above, below) = (Outputs(step), Outputs(-step));
        var rows = batch.Shape[0];
        var outputs = above.Length / rows;
        return [.. Enumerable.Range(0, rows).Select(b => MathF.Sqrt(Enumerable.Range(b * outputs, outputs)
            .Average(i => MathF.Pow((above[i] - below[i]) / (2 * step), 2))))];

        float[] Outputs(float distance)
        {
            foreach (var site in components.Sites)
                Shift(components, site, c, distance);
            var graph = new Graph();
            var result = Eager.Evaluate(_device, target.Forward(graph.Read(batch)));
            foreach (var site in components.Sites)
                Shift(components, site, c, -distance);
            return result;
        }
    }

    private static void Shift(Components components, Site site, int c, float distance)
    {
        for (var row = 0; row < site.Out; row++)
        {
            for (var column = 0; column < site.In; column++)
            {
                for (var m = c * site.Rank; m < (c + 1) * site.Rank; m++)
                {
                    site.Layer.Weight.Span[(row * site.In) + column] +=
                        distance * components.V(site).Span[(column * site.Columns) + m] * components.U(site).Span[(m * site.Out) + row];
                }
            }
        }
    }

    // Where gradients are wanted at the decomposition, W is set to the sum of the components, so that differences are taken there.
    private static (Gelus Target, Components Components) Network(int inputs, int hidden, int outputs, int count, int rank, AttributionPoint at)
    {
        var target = new Gelus(Numbers.RandomLinear("fc1", hidden, inputs, 1), Numbers.RandomLinear("fc2", outputs, hidden, 3));
        var components = new Components(SiteSelection.Match(target, [new("*", count)], rank));
        components.Initialise(5, new RandomInitialisation());
        if (at == AttributionPoint.Decomposition)
        {
            foreach (var site in components.Sites)
            {
                site.Layer.Weight.Span.Clear();
                for (var c = 0; c < count; c++)
                    Shift(components, site, c, 1);
            }
        }

        return (target, components);
    }

    private sealed class Gelus(Linear first, Linear second) : ITarget
    {
        public IReadOnlyList<Linear> Layers => [first, second];

        public OutputKind Output => OutputKind.Values;

        public Tensor Forward(Tensor input, ForwardHooks hooks) => hooks.Linear(second, hooks.Linear(first, input).Gelu());
    }
}
