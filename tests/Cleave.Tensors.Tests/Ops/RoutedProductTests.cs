using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>Products of the rows on a route beside products of all rows, of which those left out are 0.</summary>
public sealed class RoutedProductTests
{
    /// <summary>Rows, inner size, columns, and how many rows of 100 are routed: with one block of steps and several, and with rows and columns left over.</summary>
    public static TheoryData<int, int, int, int> Cases => new()
    {
        { 1024, 64, 192, 50 }, { 1024, 192, 172, 50 }, { 1030, 65, 64, 10 }, { 131, 520, 33, 90 }, { 1024, 64, 64, 0 }, { 1024, 64, 64, 100 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bits_are_those_of_a_product_of_all_rows(int rows, int inner, int columns, int percent)
    {
        using CpuDevice one = new(1), three = new(3);
        var routed = Evaluate(one, (rows, inner, columns, percent), routed: true);
        Assert.Equal(Evaluate(one, (rows, inner, columns, percent), routed: false), routed);
        Assert.Equal(routed, Evaluate(three, (rows, inner, columns, percent), routed: true));
    }

    [Fact]
    public void Small_products_and_those_that_may_be_projected_are_of_all_rows()
    {
        var graph = new Graph();
        _ = graph.Fill(1f, [2, 128, 8]).RoutedProduct(graph.Fill(1f, [8, 16]), graph.Fill(1f, [256, 1]));
        Assert.DoesNotContain(graph.Tensors, t => t.Op is RoutedProduct);
        _ = graph.Fill(1f, [256, 64]).RoutedProduct(graph.Fill(1f, [64, 64]), graph.Fill(1f, [256, 1]));
        Assert.DoesNotContain(graph.Tensors, t => t.Op is RoutedProduct);
        _ = graph.Fill(1f, [2, 128, 64]).RoutedProduct(graph.Fill(1f, [64, 64]), graph.Fill(1f, [256, 1]));
        Assert.Contains(graph.Tensors, t => t.Op is RoutedProduct);
    }

    // The result of two products, the second added to a sum, as a site makes them, and the gradients of all operands.
    private static int[][] Evaluate(CpuDevice device, (int Rows, int Inner, int Columns, int Percent) sizes, bool routed)
    {
        var graph = new Graph();
        Tensor Numbers(string name, params int[] shape) => graph.Read(Filled(name, shape));
        var flags = Filled("route", [1, sizes.Rows, 1]);
        foreach (ref var flag in flags.Span)
            flag = ((flag * 1000f) % 100f + 100f) % 100f < sizes.Percent ? 1f : 0f;
        var route = graph.Read(flags);   // [1, row, 1]
        var (x, v, u, sum) = (Numbers("x", 1, sizes.Rows, sizes.Inner), Numbers("v", sizes.Inner, sizes.Columns), Numbers("u", sizes.Columns, sizes.Inner), Numbers("sum", 1, sizes.Rows, sizes.Inner));
        var inner = (routed ? x.RoutedProduct(v, route) : x.MatMul(v)) * route;
        var result = routed ? sum.PlusRoutedProduct(inner, u, route) : sum.PlusProduct(inner, u);
        var loss = (result * Numbers("weights", 1, sizes.Rows, sizes.Inner)).Sum();
        if (routed)
            Assert.Contains(graph.Tensors, t => t.Op is RoutedProduct);
        return [.. ((Tensor[])[result, .. Gradient.Of(loss, [x, v, u, sum])]).Select(t => OpTests.Bits(Eager.Evaluate(device, t)))];
    }

    private static Variable Filled(string name, int[] shape)
    {
        var variable = new Variable(name, Shape.Create(shape));
        new RandomStream(1, name).Normal(0, variable.Span);
        return variable;
    }
}
