using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class MinimalityTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Importances_of_all_sites_are_added() => Assert.Equal(8f, Loss(1, 0, [[1, 2, 3]], [[0.5f, 1.5f]]), 1e-5f);

    [Fact]
    public void The_exponent_applies_to_each() => Assert.Equal(13f, Loss(2, 0, [[2, 3]]), 1e-5f);

    [Fact]
    public void Sites_are_not_averaged() => Assert.Equal(6f, Loss(1, 0, [[1, 1]], [[2, 2]]), 1e-5f);

    [Fact]
    public void Positions_are_averaged() => Assert.Equal(5f, Loss(1, 0, [[1, 2], [3, 4]]), 1e-5f);

    [Fact]
    public void Frequency_counts_over_the_whole_batch() =>
        Assert.Equal((float)((2 * (1 + Math.Log2(5))) + (3 * (1 + Math.Log2(7)))), Loss(1, 1, [[1, 2], [3, 4]]), 1e-4f);

    [Fact]
    public void Sites_are_never_merged_before_the_logarithm() => Assert.Equal(4f, Loss(1, 1, [[1]], [[1]]), 1e-5f);

    [Fact]
    public void A_reference_count_rescales_what_the_logarithm_counts()
    {
        var loss = new Minimality(new PowerPenalty(new Anneal(1, 1), 0), 1, referenceCount: 8);
        loss.Advance(0);
        Assert.Equal((float)((2 * (1 + Math.Log2(1 + 16))) + (3 * (1 + Math.Log2(1 + 24)))), Evaluate(loss, [[1, 2], [3, 4]]), 1e-4f);
    }

    [Fact]
    public void Epsilon_is_added_before_the_exponent()
    {
        var loss = new Minimality(new PowerPenalty(new Anneal(0.5f, 0.5f), 1e-6f), 0);
        loss.Advance(0);
        Assert.Equal((float)(Math.Sqrt(1e-6) + Math.Sqrt(1 + 1e-6)), Evaluate(loss, [[0, 1]]), 1e-6f);
    }

    [Theory]
    [InlineData(0.5f, 1f, 0.3, 4)]
    [InlineData(0f, 0.5f, 0.25, 2.828427)]
    [InlineData(0f, 0.5f, 0.9, 2)]
    [InlineData(0.5f, 1f, 0.75, 2.828427)]
    [InlineData(1f, 1f, 0.9, 4)]
    public void The_exponent_anneals_between_two_shares_of_the_run(float begin, float end, double share, double expected)
    {
        var loss = new Minimality(new PowerPenalty(new Anneal(2, 1, begin, end), 0), 0);
        loss.Advance(share);
        Assert.Equal((float)expected, Evaluate(loss, [[2]]), 1e-5f);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-30f)]
    [InlineData(1e6f)]
    public void Tiny_and_huge_importances_keep_value_and_gradient_finite(float importance)
    {
        var loss = new Minimality(new PowerPenalty(new Anneal(0.4f, 0.4f)), 0.5f);
        loss.Advance(0);
        var graph = new Graph();
        var g = graph.Read(Numbers.Variable("g", [1, 1], importance));
        var value = loss.Evaluate([g]);
        Assert.True(float.IsFinite(Numbers.Scalar(_device, value)));
        Assert.True(float.IsFinite(Numbers.Scalar(_device, Gradient.Of(value, [g])[0])));
    }

    [Fact]
    public void The_gradient_flows_through_the_count_too()
    {
        // dL/dg = 1 + β(log₂(1 + s) + s / ((1 + s) ln 2)) for p = 1 and one position.
        var loss = new Minimality(new PowerPenalty(new Anneal(1, 1), 0), 0.5f);
        loss.Advance(0);
        var graph = new Graph();
        var g = graph.Read(Numbers.Variable("g", [1, 1], 3f));
        var expected = 1 + (0.5 * (2 + (3 / (4 * Math.Log(2)))));
        Assert.Equal((float)expected, Numbers.Scalar(_device, Gradient.Of(loss.Evaluate([g]), [g])[0]), 1e-4f);
    }

    private float Loss(float exponent, float frequency, params float[][][] sites)
    {
        var loss = new Minimality(new PowerPenalty(new Anneal(exponent, exponent), 0), frequency);
        loss.Advance(0);
        return Evaluate(loss, sites);
    }

    private float Evaluate(Minimality loss, params float[][][] sites)
    {
        var graph = new Graph();
        var importances = sites.Select((rows, i) =>
            graph.Read(Numbers.Variable($"g{i}", [rows.Length, rows[0].Length], [.. rows.SelectMany(r => r)])));
        return Numbers.Scalar(_device, loss.Evaluate([.. importances]));
    }
}
