using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Sites;

public sealed class ComponentsTests
{
    [Fact]
    public void Delta_of_the_worked_case_is_what_components_leave_over()
    {
        using var device = new CpuDevice(1);
        var worked = WorkedCase.OneLayer();
        var delta = worked.Components.Delta(new Graph(), worked.Components.Sites[0]);
        Assert.Equal([1f, -1f, -2f, 0f], Eager.Evaluate(device, delta));
    }

    [Fact]
    public void Starting_values_have_the_deviations_of_their_fans_and_differ_by_site_and_seed()
    {
        var sites = new[] { new Site(Numbers.RandomLinear("a", 60, 100, 1), 25), new Site(Numbers.RandomLinear("b", 60, 100, 1), 25) };
        var components = new Components(sites);
        components.Initialise(1, new RandomInitialisation());
        var first = components.V(sites[0]).Span.ToArray();
        Assert.InRange(Deviation(first), 0.095, 0.105);
        Assert.InRange(Deviation(components.U(sites[0]).Span.ToArray()), 0.19, 0.21);
        Assert.NotEqual(first, components.V(sites[1]).Span.ToArray());
        components.Initialise(2, new RandomInitialisation());
        Assert.NotEqual(first, components.V(sites[0]).Span.ToArray());
        components.Initialise(1, new RandomInitialisation());
        Assert.Equal(first, components.V(sites[0]).Span.ToArray());
    }

    private static double Deviation(float[] values) => Math.Sqrt(values.Average(v => (double)v * v));
}
