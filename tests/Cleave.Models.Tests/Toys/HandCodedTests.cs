using Cleave.Models.Toys;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Models.Tests.Toys;

public sealed class HandCodedTests : IDisposable
{
    private const int Points = 501;
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_function_is_met_within_the_miss_of_straight_lines_while_its_bit_is_on(ulong seed)
    {
        for (var i = 0; i < HandCoded.Functions; i++)
        {
            var function = GatedFunction.Draw(seed, i);
            var tolerance = function.LargestMiss(HandCoded.Spacing);
            Assert.InRange(tolerance, 0, 0.18);
            var y = Outputs(seed, [i]);
            for (var p = 0; p < Points; p++)
                Assert.InRange(y[p] - function.At(X(p)), -tolerance - 1e-4, tolerance + 1e-4);
        }
    }

    [Fact]
    public void Functions_are_exact_where_lines_meet_and_add_up()
    {
        var y = Outputs(4, [0, 2, 3]);
        for (var knot = 0; knot <= 9; knot++)
        {
            var x = new Variable("x", [1, 5]);
            ((float[])[(float)(knot * HandCoded.Spacing), 1, 0, 1, 1]).CopyTo(x.Span);
            var sum = new[] { 0, 2, 3 }.Sum(i => GatedFunction.Draw(4, i).At(x.Span[0]));
            Assert.Equal(sum, Run(4, x)[0], 1e-4);
        }

        Assert.True(y.Max() - y.Min() > 0.5);
    }

    [Fact]
    public void Nothing_passes_while_all_bits_are_off() => Assert.All(Outputs(1, []), y => Assert.Equal(0f, y));

    [Fact]
    public void Every_function_has_five_neurons_in_each_layer_that_read_one_direction()
    {
        var target = Target(1);
        foreach (var read in target.Layers.Where(l => l.Name.EndsWith("mlp_in", StringComparison.Ordinal)))
        {
            Assert.Equal((6, 20), (read.In, read.Out));
            for (var neuron = 0; neuron < read.Out; neuron++)
            {
                float[] direction = [1, 0, 0, 0, 0, 0];
                direction[1 + (neuron / 5)] = 6;
                Assert.Equal(direction, read.Weight.Span.Slice(neuron * 6, 6).ToArray());
            }
        }

        Assert.Equal(["layers.0.mlp_in", "layers.0.mlp_out", "layers.1.mlp_in", "layers.1.mlp_out"], target.Layers.Select(l => l.Name));
        Assert.All(target.Layers.Where(l => l.Bias is null), l => Assert.Equal(20, l.Weight.Span.ToArray().Count(w => w != 0)));
    }

    [Fact]
    public void Functions_follow_from_seed_and_index()
    {
        Assert.Equal(GatedFunction.Draw(1, 2), GatedFunction.Draw(1, 2));
        Assert.NotEqual(GatedFunction.Draw(1, 2), GatedFunction.Draw(1, 3));
        Assert.NotEqual(GatedFunction.Draw(1, 2), GatedFunction.Draw(2, 2));
        Assert.Equal(0.5 * Math.Cos(2.5) + Math.Sin(6.5) - 1, new GatedFunction(0.5f, 1, 0.5f, 1, 3, 0.5f, -1).At(2), 1e-6);
    }

    [Fact]
    public void Inputs_are_x_over_its_range_and_rare_bits()
    {
        var x = Eager.Evaluate(_device, new HandCodedToy().Data(1, "x", 10_000).Trace(new Graph()));
        var first = Enumerable.Range(0, 10_000).Select(r => x[r * 5]).ToArray();
        Assert.InRange(first.Min(), 0, 0.01f);
        Assert.InRange(first.Max(), 4.99f, 5f);
        Assert.InRange(first.Average(), 2.4, 2.6);
        for (var bit = 1; bit <= 4; bit++)
        {
            var values = Enumerable.Range(0, 10_000).Select(r => x[(r * 5) + bit]).ToArray();
            Assert.All(values, v => Assert.True(v is 0 or 1));
            Assert.InRange(values.Average(), 0.043, 0.057);
        }
    }

    [Fact]
    public void Probes_show_one_bit_each_in_the_middle_of_the_range()
    {
        var probes = new HandCodedToy().Truth.Probes();
        Assert.Equal((4, 5), (probes.Shape[0], probes.Shape[1]));
        Assert.Equal([2.5f, 0, 1, 0, 0], probes.Span.Slice(5, 5).ToArray());
        Assert.Equal([0f, 0.75f, 0, 0, 0], new TmsToy(TmsShape.Tms52).Truth.Probes().Span.Slice(5, 5).ToArray());
    }

    private HandCoded Target(ulong seed) => (HandCoded)new HandCodedToy().Make(_device, seed, stop: TestContext.Current.CancellationToken);

    private static float X(int point) => 5f * point / (Points - 1);

    private float[] Outputs(ulong seed, int[] bits)
    {
        var x = new Variable("x", [Points, 5]);
        for (var p = 0; p < Points; p++)
        {
            x.Span[p * 5] = X(p);
            foreach (var bit in bits)
                x.Span[(p * 5) + 1 + bit] = 1;
        }

        return Run(seed, x);
    }

    private float[] Run(ulong seed, Variable x) =>
        Eager.Evaluate(_device, Target(seed).Forward(new Graph().Read(x)));
}
