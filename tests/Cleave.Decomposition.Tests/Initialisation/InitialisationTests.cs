using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Formats;
using Cleave.Models.Layers;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Initialisation;

public sealed class InitialisationTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(LayerSide.Output, 7)]
    [InlineData(LayerSide.Output, 8)]
    [InlineData(LayerSide.Output, 100)]
    [InlineData(LayerSide.Input, 5)]
    [InlineData(LayerSide.Input, 23)]
    public void Exact_subcomponents_add_up_to_the_weights(LayerSide side, int count)
    {
        var components = Start(new ExactInitialisation(), side, count);
        Assert.All(Eager.Evaluate(_device, components.Delta(new Graph(), components.Sites[0])), d => Assert.InRange(d, -1e-6f, 1e-6f));
    }

    [Fact]
    public void An_exact_subcomponent_touches_one_coordinate_of_the_privileged_side_and_all_are_shared_in_turn()
    {
        var written = Start(new ExactInitialisation(), LayerSide.Output, 17);
        var u = written.U(written.Sites[0]).Span.ToArray();   // [17, 7]
        Assert.All(Enumerable.Range(0, 17), c => Assert.Equal([c % 7], Enumerable.Range(0, 7).Where(o => u[(c * 7) + o] != 0)));
        var read = Start(new ExactInitialisation(), LayerSide.Input, 12);
        var v = read.V(read.Sites[0]).Span.ToArray();   // [5, 12]
        Assert.All(Enumerable.Range(0, 12), c => Assert.Equal([c % 5], Enumerable.Range(0, 5).Where(i => v[(i * 12) + c] != 0)));
    }

    [Fact]
    public void Subcomponents_that_share_a_coordinate_differ_and_none_opposes_the_weights()
    {
        var components = Start(new ExactInitialisation(), LayerSide.Output, 21);
        var site = components.Sites[0];
        var (weight, v) = (site.Layer.Weight.Span.ToArray(), components.V(site).Span.ToArray());   // [7, 5], [5, 21]
        for (var c = 0; c < 21; c++)
            Assert.All(Enumerable.Range(0, 5), i => Assert.True(v[(i * 21) + c] * weight[(c % 7 * 5) + i] > 0));
        Assert.NotEqual(v[0] / v[21], v[7] / v[28], 1e-3f);
    }

    [Fact]
    public void Stacked_components_start_as_almost_nothing()
    {
        var components = Start(new StackedInitialisation(), LayerSide.Output, 400);
        var site = components.Sites[0];
        AssertDeviation(Math.Sqrt(2.0 / (401 * site.In)), components.V(site).Span);
        AssertDeviation(Math.Sqrt(2.0 / (401 * site.Out)), components.U(site).Span);

        static void AssertDeviation(double expected, ReadOnlySpan<float> values) =>
            Assert.InRange(Math.Sqrt(values.ToArray().Average(v => (double)v * v)), 0.95 * expected, 1.05 * expected);
    }

    [Fact]
    public void Fewer_subcomponents_than_coordinates_are_refused_with_the_site()
    {
        var failure = Assert.Throws<InputException>(() => Start(new ExactInitialisation(), LayerSide.Output, 6));
        Assert.Equal("initialisation exact: site layer needs a subcomponent for each of its 7 outputs but has 6; raise its number under sites, "
            + "or use initialisation random or aligned.", failure.Message);
        Assert.Contains("5 inputs but has 4", Assert.Throws<InputException>(() => Start(new ExactInitialisation(), LayerSide.Input, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aligned_read_vectors_are_units_and_write_vectors_are_as_long_as_their_overlap_with_the_weights()
    {
        var components = Start(new AlignedInitialisation(), LayerSide.Output, 9);
        var site = components.Sites[0];
        var (weight, v, u) = (site.Layer.Weight.Span.ToArray(), components.V(site).Span.ToArray(), components.U(site).Span.ToArray());
        for (var c = 0; c < 9; c++)
        {
            double[] read = [.. Enumerable.Range(0, 5).Select(i => (double)v[(i * 9) + c])];
            double[] write = [.. Enumerable.Range(0, 7).Select(o => (double)u[(c * 7) + o])];
            var length = Math.Sqrt(write.Sum(x => x * x));
            var along = Enumerable.Range(0, 7).Sum(o => write[o] * Enumerable.Range(0, 5).Sum(i => weight[(o * 5) + i] * read[i]));
            Assert.Equal(1, read.Sum(x => x * x), 1e-6);
            Assert.Equal(length * length, along, 1e-6);   // Uᵀ·W·V of the scaled U is the square of its length
            Assert.True(length > 0);
        }
    }

    [Fact]
    public void Every_initialisation_starts_from_the_seed_alone()
    {
        foreach (var initialisation in (IInitialisation[])[new RandomInitialisation(), new AlignedInitialisation(), new ExactInitialisation()])
        {
            var first = Start(initialisation, LayerSide.Output, 9).Parameters.Values.Span.ToArray();
            Assert.Equal(first, Start(initialisation, LayerSide.Output, 9).Parameters.Values.Span.ToArray());
            Assert.NotEqual(first, Start(initialisation, LayerSide.Output, 9, seed: 2).Parameters.Values.Span.ToArray());
        }
    }

    [Fact]
    public void Neurons_heads_and_features_stand_on_the_privileged_side()
    {
        var inputs = TinyProblems.RandomLlama().Layers.Where(l => l.PrivilegedSide == LayerSide.Input).Select(l => l.Name);
        Assert.Equal(["layers.0.attention.wo", "layers.0.feed_forward.w2", "layers.1.attention.wo", "layers.1.feed_forward.w2"], inputs);
        Assert.Equal([LayerSide.Input, LayerSide.Output], TinyProblems.Toy().Target.Layers.Select(l => l.PrivilegedSide));
        Assert.Equal([LayerSide.Output, LayerSide.Input], new ResidMlp(new ResidMlpSizes(3, 3, 4, 5, 1)).Layers.Select(l => l.PrivilegedSide));
    }

    [Fact]
    public void An_exact_start_is_faithful_without_a_warm_up()
    {
        var sites = TinyProblems.Toy().Target.Layers.Select(l => new Site(l, 11)).ToArray();
        var components = new Components(sites);
        components.Initialise(1, new ExactInitialisation());
        Assert.InRange(Numbers.Scalar(_device, GlobalFaithfulness.Evaluate(new Graph(), components)), 0f, 1e-12f);
    }

    private static Components Start(IInitialisation initialisation, LayerSide side, int count, ulong seed = 1)
    {
        var components = new Components([new Site(Numbers.RandomLinear("layer", 7, 5, 3) with { PrivilegedSide = side }, count)]);
        components.Initialise(seed, initialisation);
        return components;
    }
}
