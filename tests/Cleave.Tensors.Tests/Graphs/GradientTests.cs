using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Graphs;

public sealed class GradientTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Graph _graph = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void No_gradient_passes_a_detached_value()
    {
        var x = _graph.Fill(3f, [2]);
        Assert.Equal([3f, 3f], Slope((x * x.Detach()).Sum(), x));
        Assert.Equal([0f, 0f], Slope(x.Square().Detach().Sum(), x));
        Assert.Equal([9f, 9f], Eager.Evaluate(_device, x.Square().Detach()));
    }

    [Fact]
    public void Shares_of_several_uses_add_up()
    {
        var x = _graph.Fill(3f, [2]);
        Assert.Equal([13f, 13f], Slope(((x * x) + (x * 5f) + (2f * x)).Sum(), x));
    }

    [Fact]
    public void A_value_the_loss_does_not_use_has_a_gradient_of_zeros()
    {
        var (x, unused) = (_graph.Fill(3f, [2]), _graph.Fill(1f, [2, 2]));
        var loss = x.Sum();
        var later = _graph.Fill(1f, [3]);
        Assert.Equal([0f, 0f, 0f, 0f], Slope(loss, unused));
        Assert.Equal([0f, 0f, 0f], Slope(loss, later));
    }

    [Fact]
    public void An_intermediate_value_has_a_gradient_too()
    {
        var x = _graph.Fill(3f, [2]);
        var y = x.Square();
        var loss = y.Square().Sum();
        Assert.Equal([18f, 18f], Slope(loss, y));
        Assert.Equal([1f], Slope(loss, loss));
    }

    [Fact]
    public void A_gradient_of_a_gradient_is_the_second_derivative()
    {
        var x = _graph.Fill(3f, [2]);
        var first = Gradient.Of((x * x * x).Sum(), [x])[0];
        Assert.Equal([18f, 18f], Slope(first.Sum(), x));
    }

    [Fact]
    public void Asking_for_the_sources_alone_plans_no_gradient_of_a_weight()
    {
        var source = Read("source", [4, 3]);
        Tensor[] weights = [Read("first", [3, 5]), Read("second", [5, 2])];
        var loss = source.MatMul(weights[0]).Relu().MatMul(weights[1]).Square().Sum();
        var forward = Operations(loss);
        var alone = Operations(Gradient.Of(loss, [source]));
        var together = Operations(Gradient.Of(loss, [source, .. weights]));

        // Backward of sum and square, two products and a kink: stretch, fill, square, product, relu, product.
        Assert.InRange(alone - forward, 4, 7);
        Assert.Equal(2, together - alone);
    }

    private int Operations(params Tensor[] results)
    {
        using var plan = Plan.Compile(_device, [.. results.Select(r => new Assignment(new Variable("kept", r.Shape), r))]);
        return plan.Operations;
    }

    private Tensor Read(string name, Shape shape) => _graph.Read(new Variable(name, shape));

    private float[] Slope(Tensor loss, Tensor x) => Eager.Evaluate(_device, Gradient.Of(loss, [x])[0]);
}
