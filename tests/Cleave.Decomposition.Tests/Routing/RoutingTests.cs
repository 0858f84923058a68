using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Routing;

public sealed class RoutingTests : IDisposable
{
    private const int Positions = 8000;
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_number_of_routed_sites_is_uniform_and_so_is_the_choice_of_sites()
    {
        var flags = Draw(0);
        var sizes = Enumerable.Range(0, Positions).Select(n => (int)flags.Sum(f => f[n])).ToArray();
        Assert.All(sizes, k => Assert.InRange(k, 1, 4));
        for (var k = 1; k <= 4; k++)
            Assert.InRange(sizes.Count(s => s == k) / (double)Positions, 0.23, 0.27);
        Assert.All(flags, f => Assert.InRange(f.Average(), 0.605, 0.645));   // (1 + 2 + 3 + 4) / 4 of 4 sites
        for (var site = 0; site < 4; site++)
        {
            var alone = Enumerable.Range(0, Positions).Where(n => sizes[n] == 1).Average(n => flags[site][n]);
            Assert.InRange(alone, 0.21, 0.29);
        }
    }

    [Fact]
    public void Neighbouring_positions_and_steps_are_drawn_independently()
    {
        var (now, next) = (Draw(0), Draw(1));
        Assert.NotEqual(now[0], next[0]);
        var mean = now[0].Average();
        Assert.InRange(Enumerable.Range(1, Positions - 1).Average(n => (now[0][n] - mean) * (now[0][n - 1] - mean)), -0.01, 0.01);
        Assert.InRange(Enumerable.Range(0, Positions).Average(n => (now[0][n] - mean) * (next[0][n] - mean)), -0.01, 0.01);
    }

    [Fact]
    public void All_sites_is_one_pass_and_one_at_a_time_is_a_pass_for_each()
    {
        var context = Traced.Masks([3], 0.5f, 2, 2, 2);
        var all = Assert.Single(new AllSites().Routes(context));
        Assert.All(context.Sites, s => Assert.True(all.Covers(s) && all.Of(s) is null));
        var each = new OneSiteAtATime().Routes(context);
        Assert.Equal(3, each.Count);
        for (var route = 0; route < 3; route++)
        {
            Assert.Equal([context.Sites[route]], context.Sites.Where(each[route].Covers));
            Assert.Null(each[route].Of(context.Sites[route]));
        }
    }

    private float[][] Draw(long step)
    {
        var context = Traced.Masks([Positions / 8, 8], 0.5f, 2, 2, 2, 2);
        var route = Assert.Single(new UniformSubset().Routes(context));
        Assert.All(context.Sites, s => Assert.Equal(Shape.Create([Positions / 8, 8, 1]), route.Of(s)!.Shape));
        return [.. context.Sites.Select(s => Eager.Evaluate(_device, route.Of(s)!, step))];
    }
}
