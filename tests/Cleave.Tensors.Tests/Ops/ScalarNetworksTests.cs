using Cleave.Tensors.Kernels;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>The fused networks beside the same of plain operations.</summary>
public sealed class ScalarNetworksTests
{
    [Theory]
    [InlineData(130, 1, 16)]
    [InlineData(130, 5, 16)]
    [InlineData(65, 15, 7)]
    [InlineData(200, 20, 16)]
    [InlineData(1, 33, 128)]
    [InlineData(1100, 20, 16)]
    [InlineData(4096, 20, 16)]
    [InlineData(9001, 3, 16)]
    public void The_fused_networks_are_their_composed_twin(int rows, int networks, int hidden)
    {
        using var device = new CpuDevice(2);
        var fused = Evaluate(device, rows, networks, hidden, (h, w1, b1, w2) => h.ScalarNetworks(w1, b1, w2));
        var composed = Evaluate(device, rows, networks, hidden, ScalarNetworksSyntax.Composed);
        foreach (var (one, other) in fused.Zip(composed))
        {
            var size = other.Max(MathF.Abs);
            Assert.All(one.Zip(other), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, 1e-5f * size));
        }
    }

    [Theory]
    [InlineData(300, 20, 16)]
    [InlineData(300, 100, 16)]
    [InlineData(1100, 20, 16)]
    [InlineData(9001, 20, 16)]
    public void Results_are_equal_to_the_bit_for_any_number_of_threads(int rows, int networks, int hidden)
    {
        using CpuDevice one = new(1), three = new(3);
        var alone = Evaluate(one, rows, networks, hidden, (h, w1, b1, w2) => h.ScalarNetworks(w1, b1, w2));
        var together = Evaluate(three, rows, networks, hidden, (h, w1, b1, w2) => h.ScalarNetworks(w1, b1, w2));
        Assert.Equal(alone.SelectMany(a => OpTests.Bits(a)), together.SelectMany(a => OpTests.Bits(a)));
    }

    [Fact]
    public void Networks_with_more_hidden_units_than_the_stack_should_hold_are_composed()
    {
        var graph = new Graph();
        var table = graph.Fill(0.5f, [1, ScalarNetworkParts.MostHidden + 1]);
        var z = graph.Fill(1f, [2, 1]).ScalarNetworks(table, table, table);
        Assert.IsNotType<ScalarNetworks>(z.Op);
        Assert.Equal([2, 1], z.Shape);
    }

    private static float[][] Evaluate(CpuDevice device, int rows, int networks, int hidden, Func<Tensor, Tensor, Tensor, Tensor, Tensor> function)
    {
        var inputs = new CaseInputs(new Sizes(rows, networks, hidden, 1));
        Tensor[] operands =
        [
            inputs.Numbers([rows, networks]), inputs.Numbers([networks, hidden]), inputs.Numbers([networks, hidden]), inputs.Numbers([networks, hidden]),
        ];
        var z = function(operands[0], operands[1], operands[2], operands[3]);
        var loss = (z * inputs.Weights([rows, networks])).Sum();
        return [Eager.Evaluate(device, z), .. Gradient.Of(loss, operands).Select(g => Eager.Evaluate(device, g))];
    }
}
