using Cleave.Models.Toys;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Models.Tests.Toys;

public sealed class KnownMechanismTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("planted")]
    [InlineData("ping-pong")]
    [InlineData("cancelling")]
    public void Mechanisms_of_a_layer_sum_to_its_matrix(string kind)
    {
        using var device = new CpuDevice(1);
        var target = Toy(kind).Make(device, 3, stop: Stop);
        foreach (var layer in target.Layers)
        {
            var left = layer.Weight.Span.ToArray().Select(w => (double)w).ToArray();
            foreach (var mechanism in ((IKnownMechanisms)target).Mechanisms.Where(m => m.Layer == layer.Name))
            {
                for (var o = 0; o < layer.Out; o++)
                {
                    for (var i = 0; i < layer.In; i++)
                        left[(o * layer.In) + i] -= (double)mechanism.Write[o] * mechanism.Read[i];
                }
            }

            Assert.All(left, value => Assert.Equal(0, value, 1e-5));
        }
    }

    [Fact]
    public void Circuits_of_a_ping_pong_group_write_one_direction_and_groups_differ()
    {
        using var device = new CpuDevice(1);
        var mechanisms = ((IKnownMechanisms)new PingPongToy().Make(device, 0, stop: Stop)).Mechanisms;
        Assert.Equal(64, mechanisms.Count);
        foreach (var group in mechanisms.GroupBy(m => m.Feature / PingPongToy.GroupSize))
            Assert.All(group, m => Assert.Equal(1, Dot(m.Write, group.First().Write), 1e-5));
        var first = mechanisms.Where(m => m.Feature % PingPongToy.GroupSize == 0).ToArray();
        Assert.Equal(8, first.Length);
        Assert.All(first.Skip(1), m => Assert.True(Math.Abs(Dot(m.Write, first[0].Write)) < 0.9));
    }

    [Fact]
    public void The_cancelling_circuits_leave_no_trace_in_the_output()
    {
        using var device = new CpuDevice(1);
        var toy = new CancellingToy();
        var target = toy.Make(device, 1, stop: Stop);
        var output = Eager.Evaluate(device, target.Forward(new Graph().Read(toy.Truth.Probes())));
        var left = Eager.Evaluate(device, target.Layers[0].Apply(new Graph().Read(toy.Truth.Probes())));
        Assert.All(output[..8], value => Assert.Equal(0, value, 1e-5));
        Assert.Equal(0.75, Math.Sqrt(left[..8].Sum(v => (double)v * v)), 1e-4);
        Assert.Equal(0.75, Math.Sqrt(output[8..16].Sum(v => (double)v * v)), 1e-4);
    }

    [Theory]
    [InlineData(0.05f, 0f)]
    [InlineData(0.5f, 0.5f)]
    [InlineData(0.2f, 1f)]
    [InlineData(1f, 0.25f)]
    public void Gates_have_the_stated_probability_and_correlation(float probability, float correlation)
    {
        const int samples = 200_000;
        using var device = new CpuDevice(1);
        var data = new GatedFeatures(5, "gates", samples, [[1, 0], [0, 1]], probability, correlation, []);
        var gates = Eager.Evaluate(device, data.Gates(new Graph()));
        var first = Enumerable.Range(0, samples).Average(s => gates[2 * s]);
        var both = Enumerable.Range(0, samples).Average(s => gates[2 * s] * gates[(2 * s) + 1]);
        var tolerance = 5 * Math.Sqrt(0.25 / samples);
        Assert.Equal(probability, first, tolerance);
        Assert.Equal((correlation * probability) + ((1 - correlation) * probability * probability), both, tolerance);
    }

    [Fact]
    public void Silent_directions_carry_noise_that_the_target_does_not_read()
    {
        using var device = new CpuDevice(1);
        var toy = new PlantedToy(probability: 0, correlation: 0);
        var graph = new Graph();
        var x = toy.Data(1, "data", 64).Trace(graph);
        var output = toy.Make(device, 1, stop: Stop).Forward(x);
        Assert.All(Eager.Evaluate(device, output), value => Assert.Equal(0, value, 1e-5));
        Assert.Contains(Eager.Evaluate(device, x), value => Math.Abs(value) > 0.1f);
    }

    private static IToy Toy(string kind) => kind switch
    {
        "planted" => new PlantedToy(0.05f, 0),
        "ping-pong" => new PingPongToy(),
        _ => new CancellingToy(),
    };

    private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();
}
