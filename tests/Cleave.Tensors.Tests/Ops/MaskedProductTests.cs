using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>The fused mask beside plain operations: three elements of five positions, 37 or 4 subcomponents.</summary>
public sealed class MaskedProductTests
{
    private const int Batch = 3;
    private const int Positions = 5;

    /// <summary>Shapes of u that mask sources make: a draw for each position, an adversary's for all, a row, a position, or a repeated group.</summary>
    public static TheoryData<int[], int, bool, bool> Cases()
    {
        var cases = new TheoryData<int[], int, bool, bool>();
        foreach (var sources in (int[][])[[Batch, Positions], [1, 1], [Batch, 1], [1, Positions]])
        {
            foreach (var (delta, route) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
            {
                cases.Add(sources, 37, delta, route);
                cases.Add(sources, 4, delta, route);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fused_mask_is_its_composed_twin(int[] sources, int width, bool delta, bool route)
    {
        using var device = new CpuDevice(2);
        var fused = Evaluate(device, sources, width, delta, route, MaskedProductSyntax.TimesMask);
        var composed = Evaluate(device, sources, width, delta, route, MaskedProductSyntax.Composed);
        Assert.Equal(OpTests.Bits(composed[0]), OpTests.Bits(fused[0]));
        foreach (var (one, other) in fused.Zip(composed))
        {
            var size = other.Max(MathF.Abs);
            Assert.True(size > 0);
            Assert.All(one.Zip(other), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, 1e-5f * size));
        }
    }

    [Fact]
    public void Results_are_equal_to_the_bit_for_any_number_of_threads()
    {
        using CpuDevice one = new(1), three = new(3);
        var alone = Evaluate(one, [Batch, 1], 9_000, true, true, MaskedProductSyntax.TimesMask);
        var together = Evaluate(three, [Batch, 1], 9_000, true, true, MaskedProductSyntax.TimesMask);
        Assert.Equal(alone.SelectMany(a => OpTests.Bits(a)), together.SelectMany(a => OpTests.Bits(a)));
    }

    [Fact]
    public void A_mask_that_is_no_interpolation_is_multiplied_as_it_is()
    {
        var graph = new Graph();
        var x = graph.Fill(2f, [3, 4]);
        Assert.IsNotType<MaskedProduct>(x.TimesMask(graph.Fill(0.5f, [4]), null, null).Op);
        Assert.IsType<MaskedProduct>(x.TimesMask(graph.Fill(0.5f, [3, 4]).Interpolate(graph.Fill(0.5f, [3, 4])), null, null).Op);
    }

    private static float[][] Evaluate(
        CpuDevice device, int[] sources, int width, bool delta, bool route, Func<Tensor, Tensor, Tensor?, Tensor?, Tensor> function)
    {
        var inputs = new CaseInputs(new Sizes(Batch, Positions, width, 1));
        Tensor[] operands =
        [
            inputs.Numbers([Batch, Positions, width]), inputs.Numbers([Batch, Positions, width], 0f, 1f), inputs.Numbers([sources[0], sources[1], width], 0f, 1f),
            .. delta ? [inputs.Numbers([Batch, Positions, 1], 0f, 1f)] : (Tensor[])[],
        ];
        var mask = operands[1].Reshape([Batch / sources[0], sources[0], Positions, width]).Interpolate(operands[2]).Reshape(operands[0].Shape);
        var y = function(operands[0], mask, delta ? operands[3] : null, route ? inputs.Flags([Batch, Positions, 1]) : null);
        var loss = (y * inputs.Weights(y.Shape)).Sum();
        return [Eager.Evaluate(device, y), .. Gradient.Of(loss, operands).Select(g => Eager.Evaluate(device, g))];
    }
}
