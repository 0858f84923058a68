using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class HiddenReconstructionTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("*", 0.3125f)]       // worked by hand: inputs of fc2 [1.5, 3] against [2, 4], those of fc1 equal
    [InlineData("fc2", 0.625f)]
    [InlineData("fc1", 0f)]
    public void Inputs_of_the_chosen_sites_are_compared_over_all_their_elements(string pattern, float expected)
    {
        var context = WorkedCase.TwoLayers().Context(new SquaredError());
        var loss = new HiddenReconstruction("hidden", new SetMasks(null, 0.5f, 1f), pattern).Evaluate(context);
        Assert.Equal(expected, Numbers.Scalar(_device, loss), 1e-6f);
    }

    [Fact]
    public void Masks_of_later_sites_do_not_matter()
    {
        var context = WorkedCase.TwoLayers().Context(new SquaredError());
        var loss = new HiddenReconstruction("hidden", new SetMasks(null, 0.5f, 0f), "fc2").Evaluate(context);
        Assert.Equal(0.625f, Numbers.Scalar(_device, loss), 1e-6f);
    }
}
