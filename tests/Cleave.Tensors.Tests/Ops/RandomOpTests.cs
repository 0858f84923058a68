using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

public sealed class RandomOpTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    public static TheoryData<string> Kinds => ["uniform", "normal", "subset"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Numbers_depend_on_seed_purpose_and_step_alone(string kind)
    {
        var first = Draw(kind, new RandomStream(7, "masks"), 3);
        Assert.Equal(first, Draw(kind, new RandomStream(7, "masks"), 3));
        Assert.NotEqual(first, Draw(kind, new RandomStream(7, "masks"), 4));
        Assert.NotEqual(first, Draw(kind, new RandomStream(8, "masks"), 3));
        Assert.NotEqual(first, Draw(kind, new RandomStream(7, "routing"), 3));
    }

    [Fact]
    public void A_replay_with_another_step_draws_other_numbers()
    {
        var draws = new Graph().Uniform(new RandomStream(1, "draws"), [100]);
        var kept = new Variable("kept", [100]);
        using var plan = Plan.Compile(_device, new Assignment(kept, draws));
        var seen = new List<float[]>();
        foreach (var step in (long[])[0, 1, 0])
        {
            plan.Run(step);
            Assert.Equal(Eager.Evaluate(_device, draws, step), kept.Span.ToArray());
            seen.Add(kept.Span.ToArray());
        }

        Assert.NotEqual(seen[0], seen[1]);
        Assert.Equal(seen[0], seen[2]);
    }

    [Fact]
    public void Uniform_draws_fill_the_unit_interval()
    {
        var draws = Eager.Evaluate(_device, new Graph().Uniform(new RandomStream(1, "u"), [20_000]));
        Assert.All(draws, d => Assert.InRange(d, 0f, 0.99999994f));
        Assert.InRange(draws.Average(), 0.49f, 0.51f);
        Assert.InRange(draws.Average(d => d * d), 0.323f, 0.343f);
    }

    [Fact]
    public void Normal_draws_have_mean_zero_and_variance_one()
    {
        var draws = Eager.Evaluate(_device, new Graph().Normal(new RandomStream(1, "n"), [20_000]));
        Assert.InRange(draws.Average(), -0.03f, 0.03f);
        Assert.InRange(draws.Average(d => d * d), 0.96f, 1.04f);
        Assert.InRange(draws.Average(d => d * d * d * d), 2.7f, 3.3f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(24)]
    public void Subset_sizes_are_uniform_from_one_to_all_and_members_are_equally_likely(int things)
    {
        const int Positions = 20_000;
        var flags = Eager.Evaluate(_device, new Graph().RandomSubset(new RandomStream(3, "routing"), things, Positions));
        Assert.All(flags, f => Assert.True(f is 0f or 1f));
        var sizes = new int[things + 1];
        var members = new int[things];
        for (var n = 0; n < Positions; n++)
        {
            var chosen = Enumerable.Range(0, things).Where(m => flags[(m * Positions) + n] == 1f).ToArray();
            sizes[chosen.Length]++;
            foreach (var member in chosen)
                members[member]++;
        }

        Assert.Equal(0, sizes[0]);
        Assert.All(sizes[1..], count => Assert.InRange(count, 0.8 * Positions / things, 1.2 * Positions / things));
        var expected = Positions * (things + 1) / 2.0 / things;
        Assert.All(members, count => Assert.InRange(count, 0.96 * expected, 1.04 * expected));
    }

    [Fact]
    public void Positions_draw_their_subsets_independently_within_and_across_steps()
    {
        var subset = new Graph().RandomSubset(new RandomStream(3, "routing"), 12, 50);
        var columns = new HashSet<string>();
        for (var step = 0; step < 4; step++)
        {
            var flags = Eager.Evaluate(_device, subset, step);
            for (var n = 0; n < 50; n++)
                columns.Add(string.Concat(Enumerable.Range(0, 12).Select(m => flags[(m * 50) + n])));
        }

        // Of 200 draws one in twelve is the full set and one in twelve a single member; the other sizes rarely repeat.
        Assert.InRange(columns.Count, 120, 195);
    }

    [Fact]
    public void Draws_are_constants_for_gradients()
    {
        var graph = new Graph();
        var x = graph.Fill(2f, [6]);
        var mask = graph.Uniform(new RandomStream(1, "mask"), [6]);
        Assert.Equal(Eager.Evaluate(_device, mask, 9), Eager.Evaluate(_device, Gradient.Of((x * mask).Sum(), [x])[0], 9));
    }

    private float[] Draw(string kind, RandomStream stream, long step)
    {
        var graph = new Graph();
        var draws = kind switch
        {
            "uniform" => graph.Uniform(stream, [40]),
            "normal" => graph.Normal(stream, [40]),
            _ => graph.RandomSubset(stream, 8, 40),
        };
        return Eager.Evaluate(_device, draws, step);
    }
}
