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
    [InlineData(64, 20, 16, 0.8)]
    [InlineData(130, 33, 7, 0.6)]
    [InlineData(300, 5, 16, 0.3)]
    [InlineData(40, 3, 16, 1.0)]
    [InlineData(4096, 20, 16, 0.8)]
    [InlineData(9001, 18, 16, 0.7)]
    public void The_fused_networks_are_their_composed_twin(int rows, int networks, int hidden, double zeros = 0)
    {
        using var device = new CpuDevice(2);
        var fused = Evaluate(device, rows, networks, hidden, (h, w1, b1, w2) => h.ScalarNetworks(w1, b1, w2), zeros);
        var composed = Evaluate(device, rows, networks, hidden, ScalarNetworksSyntax.Composed, zeros);
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
    [InlineData(9001, 20, 16, 0.8)]
    public void Results_are_equal_to_the_bit_for_any_number_of_threads(int rows, int networks, int hidden, double zeros = 0)
    {
        using CpuDevice one = new(1), three = new(3);
        var alone = Evaluate(one, rows, networks, hidden, (h, w1, b1, w2) => h.ScalarNetworks(w1, b1, w2), zeros);
        var together = Evaluate(three, rows, networks, hidden, (h, w1, b1, w2) => h.ScalarNetworks(w1, b1, w2), zeros);
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

    /// <summary>Values and gradients where a share of the rows is 0 in every column.</summary>
    private static float[][] Evaluate(
        CpuDevice device, int rows, int networks, int hidden, Func<Tensor, Tensor, Tensor, Tensor, Tensor> function, double zeros)
    {
        var inputs = new CaseInputs(new Sizes(rows, networks, hidden, 1));
        var present = new Variable("present", [rows, 1]);
        for (var r = 0; r < rows; r++)
            present.Span[r] = r * 0.618 % 1 < zeros ? 0 : 1;
        var numbers = inputs.Numbers([rows, networks]);
        Tensor[] operands = [inputs.Numbers([networks, hidden]), inputs.Numbers([networks, hidden]), inputs.Numbers([networks, hidden])];
        var h = numbers * inputs.Graph.Read(present);
        var z = function(h, operands[0], operands[1], operands[2]);
        var loss = (z * inputs.Weights([rows, networks])).Sum();
        return [Eager.Evaluate(device, z), .. Gradient.Of(loss, [h, .. operands]).Select(g => Eager.Evaluate(device, g))];
    }
}
