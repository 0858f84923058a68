using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>Products in the cheaper order beside the plain one.</summary>
public sealed class ProjectionTests
{
    private static readonly Shape Wide = [32, 200];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_projected_sum_of_products_is_the_plain_product_with_its_gradients(bool transposed)
    {
        using var device = new CpuDevice(2);
        var projected = Evaluate(device, transposed, (x, m) => x.Project(m, transposed));
        var plain = Evaluate(device, transposed, (x, m) => x.MatMul(m, transposeB: transposed));
        foreach (var (one, other) in projected.Zip(plain))
        {
            var size = other.Max(MathF.Abs);
            Assert.All(one.Zip(other), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, 1e-5f * size));
        }
    }

    [Fact]
    public void The_wide_sum_is_not_formed()
    {
        var (sum, operands) = Sum(new CaseInputs(new Sizes(0, 0, 0, 1)));
        var result = sum.Project(operands.Graph.Fill(1f, [200, 6]));
        Assert.DoesNotContain(Reachable(result), t => t.Shape == Wide);
    }

    [Fact]
    public void A_narrow_value_is_multiplied_as_it_is()
    {
        var inputs = new CaseInputs(new Sizes(0, 0, 0, 1));
        var narrow = inputs.Numbers([32, 40]).MatMul(inputs.Numbers([40, 10]));
        Assert.Contains(narrow, Reachable(narrow.Project(inputs.Numbers([10, 100]))));
    }

    private static (Tensor Sum, CaseInputs Operands) Sum(CaseInputs i) =>
        (i.Numbers([32, 4]).MatMul(i.Numbers([4, 200])) + i.Numbers([32, 5]).MatMul(i.Numbers([200, 5]), transposeB: true), i);

    private static float[][] Evaluate(CpuDevice device, bool transposed, Func<Tensor, Tensor, Tensor> function)
    {
        var (sum, inputs) = Sum(new CaseInputs(new Sizes(0, 0, 0, 1)));
        var result = function(sum, inputs.Numbers(transposed ? [6, 200] : [200, 6]));
        var loss = (result * inputs.Weights(result.Shape)).Sum();
        return [Eager.Evaluate(device, result), .. Gradient.Of(loss, inputs.Differentiated).Select(g => Eager.Evaluate(device, g))];
    }

    private static IEnumerable<Tensor> Reachable(Tensor tensor) => tensor.Inputs.SelectMany(Reachable).Append(tensor);
}
