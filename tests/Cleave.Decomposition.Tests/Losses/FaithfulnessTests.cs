using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class FaithfulnessTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void It_is_one_mean_over_the_entries_of_all_matrices()
    {
        var components = Zeros(Numbers.Linear("a", 2, 2, 1, -1, 2, 0), Numbers.Linear("b", 1, 3, 2, -2, 1));
        Assert.Equal(15f / 7, Global(components), 1e-6f);
    }

    [Fact]
    public void The_worked_case_has_1_5() => Assert.Equal(1.5f, Global(WorkedCase.OneLayer().Components));

    [Fact]
    public void Components_of_zero_leave_the_mean_square_of_the_weights() =>
        Assert.Equal((4 + 9 + 16) / 4f, Global(Zeros(Numbers.Linear("a", 2, 2, 2, 3, 0, 4))));

    [Fact]
    public void Products_of_ones_leave_the_sums_16_and_30()
    {
        Assert.Equal(16f / 4, Global(Ones(3, Numbers.Linear("a", 2, 2, 1, 1, 1, 1))), 1e-6f);
        float[] twos = [2, 2, 2, 2, 2, 2], ones = [1, 1, 1, 1, 1, 1];
        Assert.Equal((6f + 24f) / 12, Global(Ones(3, Numbers.Linear("a", 2, 3, twos), Numbers.Linear("b", 3, 2, ones))), 1e-6f);
    }

    [Fact]
    public void The_relative_form_weighs_every_site_alike()
    {
        // ‖Δ‖²/‖W‖² is 1 for the untouched site; for the other W = 1, V·U = 3 leaves 4.
        var worked = new Components([new Site(Numbers.Linear("a", 1, 1, 100), 1), new Site(Numbers.Linear("b", 1, 1, 1), 1)]);
        Numbers.Set(worked.V(worked.Sites[1]), 1);
        Numbers.Set(worked.U(worked.Sites[1]), 3);
        var context = Traced.Of(new Stack([.. worked.Sites.Select(s => s.Layer)]), worked, Numbers.Variable("x", [1, 1], 1), new SquaredError());
        Assert.Equal(2.5f, Numbers.Scalar(_device, new RelativeFaithfulness().Evaluate(context)), 1e-6f);
        Assert.Equal((10_000f + 4f) / 2, Numbers.Scalar(_device, new GlobalFaithfulness().Evaluate(context)), 1e-2f);
        Assert.Equal(10_000f + 4f, Numbers.Scalar(_device, new SummedFaithfulness().Evaluate(context)), 1e-2f);
    }

    private static Components Zeros(params Cleave.Models.Layers.Linear[] layers) => new([.. layers.Select(l => new Site(l, 2))]);

    private static Components Ones(int count, params Cleave.Models.Layers.Linear[] layers)
    {
        var components = new Components([.. layers.Select(l => new Site(l, count))]);
        foreach (var variable in components.Parameters.Values.Variables)
            variable.Span.Fill(1f);
        return components;
    }

    private float Global(Components components) => Numbers.Scalar(_device, GlobalFaithfulness.Evaluate(new Graph(), components));
}
