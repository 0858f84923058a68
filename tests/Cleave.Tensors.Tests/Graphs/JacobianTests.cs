using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Graphs;

public sealed class JacobianTests : IDisposable
{
    private const int Rows = 3;
    private readonly CpuDevice _device = new(1);
    private readonly Graph _graph = new();
    private readonly Random _random = new(4);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void All_outputs_together_equal_one_pass_for_each()
    {
        var x = Read("x", Rows, 4);
        var inner = x.MatMul(Read("in", 4, 5));
        var gated = (inner + Read("bias", 5)).Gelu() * inner.Relu();
        var outer = (2f * (gated.MatMul(Read("out", 4, 5), transposeB: true) - x)) + 1f;
        var output = (x + outer).Relu().MatMul(Read("head", 4, 6));
        var together = AssertEqualToSinglePasses(output, x, inner, outer, output);
        Assert.Equal([Rows, Rows, Rows, 1], together.Select(t => t.Shape[0]));
    }

    [Fact]
    public void Rows_share_the_derivatives_of_linear_layers()
    {
        var x = Read("x", Rows, 4);
        var output = (x - (x.MatMul(Read("in", 4, 4)) * 3f)).MatMul(Read("out", 4, 2));
        Assert.Equal([1, 2, 4], Assert.Single(AssertEqualToSinglePasses(output, x)).Shape.Sizes.ToArray());
    }

    [Fact]
    public void An_operation_that_mixes_entries_gets_a_pass_for_each_output()
    {
        var x = Read("x", Rows, 4);
        Assert.Equal([Rows, 4, 4], Assert.Single(AssertEqualToSinglePasses(x.Softmax(), x)).Shape.Sizes.ToArray());
    }

    [Fact]
    public void A_value_that_the_output_does_not_use_has_derivatives_of_zero()
    {
        var (x, unused) = (Read("x", Rows, 2), Read("unused", Rows, 3));
        Assert.All(Eager.Evaluate(_device, Jacobian.Of(x.Square(), [unused])[0]), slope => Assert.Equal(0f, slope));
    }

    [Fact]
    public void A_worked_case_has_the_numbers_of_calculus()
    {
        var x = new Variable("x", [1, 2]);
        (x.Span[0], x.Span[1]) = (3, -1);
        var read = _graph.Read(x);
        var slopes = Jacobian.Of(read.Square() + read.Relu(), [read])[0];
        Assert.Equal([7, 0, 0, -2], Eager.Evaluate(_device, slopes));
    }

    [Fact]
    public void Values_of_other_rows_are_refused() =>
        Assert.Throws<ShapeException>(() => Jacobian.Of(Read("x", 2, 2).Square(), [Read("y", 3, 2)]));

    private Tensor[] AssertEqualToSinglePasses(Tensor output, params Tensor[] values)
    {
        var together = Jacobian.Of(output, values);
        foreach (var (fast, slow) in together.Zip(Jacobian.OneByOne(output, values)))
        {
            var (got, expected) = (Eager.Evaluate(_device, fast.StretchTo(slow.Shape)), Eager.Evaluate(_device, slow));
            Assert.Contains(expected, e => e != 0);
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], got[i], 1e-5f);
        }

        return together;
    }

    private Tensor Read(string name, params int[] sizes)
    {
        var variable = new Variable(name, Shape.Create(sizes));
        foreach (ref var value in variable.Span)
            value = (float)((_random.NextDouble() * 2) - 1);
        return _graph.Read(variable);
    }
}
