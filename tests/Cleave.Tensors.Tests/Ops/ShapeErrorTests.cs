using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

public sealed class ShapeErrorTests
{
    private static readonly Dictionary<string, Func<Graph, Tensor>> Misfits = new()
    {
        ["[2, 3] and [4]: Add"] = g => Of(g, 2, 3) + Of(g, 4),
        ["[2, 3] and [4]: Subtract"] = g => Of(g, 2, 3) - Of(g, 4),
        ["[2, 3] and [4]: Multiply"] = g => Of(g, 2, 3) * Of(g, 4),
        ["[2, 3] and [4]: Divide"] = g => Of(g, 2, 3) / Of(g, 4),
        ["[2, 3] and [4]: Pow"] = g => Of(g, 2, 3).Pow(Of(g, 4)),
        ["[2, 3] and [4]: Greater"] = g => Of(g, 2, 3).Greater(Of(g, 4)),
        ["[2, 3] and [4]: Interpolate"] = g => Of(g, 2, 3).Interpolate(Of(g, 4)),
        ["[2, 3] and [4]: Where"] = g => Of(g, 3).Where(Of(g, 2, 3), Of(g, 4)),
        ["[2, 3] and [4]: SumTo"] = g => Of(g, 2, 3).SumTo([4]),
        ["[3] and [2, 3]: SumTo"] = g => Of(g, 3).SumTo([2, 3]),
        ["[2, 3] and [4]: StretchTo"] = g => Of(g, 2, 3).StretchTo([4]),
        ["[2, 3] and [3]: StretchTo"] = g => Of(g, 2, 3).StretchTo([3]),
        ["[2, 3] and [5]: Reshape"] = g => Of(g, 2, 3).Reshape([5]),
        ["[2, 3] and [4, 5]: MatMul"] = g => Of(g, 2, 3).MatMul(Of(g, 4, 5)),
        ["[2, 3]ᵀ and [3, 5]: MatMul"] = g => Of(g, 2, 3).MatMul(Of(g, 3, 5), transposeA: true),
        ["[2, 3] and [5, 4]ᵀ: MatMul"] = g => Of(g, 2, 3).MatMul(Of(g, 5, 4), transposeB: true),
        ["[2, 3, 4] and [3, 4, 5]: MatMul"] = g => Of(g, 2, 3, 4).MatMul(Of(g, 3, 4, 5)),
        ["[3] and [3, 2]: MatMul"] = g => Of(g, 3).MatMul(Of(g, 3, 2)),
        ["[0, 3]: MaxRows"] = g => Of(g, 0, 3).MaxRows(),
        ["[2, 3, 3] and [2]: Gather"] = g => Of(g, 2, 3, 3).Gather(Of(g, 2)),
        ["[4]: Embed"] = g => Of(g, 4).Embed(Of(g, 2)),
        ["[2, 3]: Softmax"] = g => Of(g, 2, 3).Softmax(causal: true),
        ["[2, 3]: Slice"] = g => Of(g, 2, 3).Slice(1, 2, 2),
        ["[2, 3]: Split"] = g => Of(g, 2, 3).Split(1, 2, 2)[0],
        ["[2, 3] and [3, 2]: Concat"] = g => new[] { Of(g, 2, 3), Of(g, 3, 2) }.Concat(0),
        ["[2, 3]: Transpose"] = g => Of(g, 2, 3).Transpose(0, 0),
        ["[1, 2, 2, 3]: Rotary"] = g => Of(g, 1, 2, 2, 3).Rotary(RotaryPairing.Interleaved),
        ["[1, 2, 3, 4] and [1, 2, 2, 4]: Attention"] = g => Of(g, 1, 2, 3, 4).AttentionPattern(Of(g, 1, 2, 2, 4), causal: true),
        ["[1, 2, 1, 4] and [1, 2, 2, 4]: Attention"] = g => Of(g, 1, 2, 4, 4).Attention(Of(g, 1, 2, 2, 4), Of(g, 1, 2, 1, 4), causal: true),
        ["[2, 3] and [4, 5]: ScalarNetworks"] = g => Of(g, 2, 3).ScalarNetworks(Of(g, 4, 5), Of(g, 4, 5), Of(g, 4, 5)),
        ["[3, 5] and [3, 4]: ScalarNetworks"] = g => Of(g, 2, 3).ScalarNetworks(Of(g, 3, 5), Of(g, 3, 5), Of(g, 3, 4)),
        ["[2, 3]: Gradient"] = g => Gradient.Of(Of(g, 2, 3), [])[0],
    };

    public static TheoryData<string> Cases => [.. Misfits.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shapes_that_do_not_fit_are_named_with_the_operation(string name)
    {
        var error = Assert.Throws<ShapeException>(() => Misfits[name](new Graph()));
        var (shapes, operation) = (name.Split(": ")[0], name.Split(": ")[1]);
        Assert.StartsWith(operation, error.Message, StringComparison.Ordinal);
        foreach (var shape in shapes.Split(" and "))
            Assert.Contains(shape, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(4f)]
    [InlineData(1.5f)]
    [InlineData(float.NaN)]
    public void An_id_outside_the_table_is_refused(float id)
    {
        using var device = new CpuDevice(1);
        var graph = new Graph();
        var ids = graph.Fill(id, [2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Eager.Evaluate(device, Of(graph, 4, 3).Embed(ids)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Eager.Evaluate(device, Of(graph, 2, 4).Gather(ids)));
    }

    [Fact]
    public void Operands_of_two_graphs_do_not_mix() => Assert.Throws<ArgumentException>(() => Of(new Graph(), 2) + Of(new Graph(), 2));

    [Fact]
    public void Shapes_are_equal_by_their_sizes()
    {
        Shape shape = [2, 0, 3];
        Assert.Equal([2, 0, 3], shape);
        Assert.True(shape == Shape.Create([2, 0, 3]) && shape != [2, 3] && Shape.Scalar == []);
        Assert.Equal("[2, 0, 3]", $"{shape}");
        Assert.Equal((0L, 1L, 3, 1), (shape.Count, Shape.Scalar.Count, shape.Last, Shape.Scalar.Last));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Create([2, -1]));
    }

    private static Tensor Of(Graph graph, params int[] sizes) => graph.Fill(1f, Shape.Create(sizes));
}
