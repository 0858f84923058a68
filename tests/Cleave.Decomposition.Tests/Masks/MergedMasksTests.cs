using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Masks;

public sealed class MergedMasksTests : IDisposable
{
    private const int Batch = 24;
    private const float Share = 0.3f;
    private readonly CpuDevice _device = new(1);
    private readonly WorkedCase _worked = WorkedCase.TwoLayers();
    private readonly LossContext _context;
    private readonly Sources _sources;
    private readonly PersistentAdversary _adversary;

    public MergedMasksTests()
    {
        _context = Traced.Of(_worked.Target, _worked.Components, Numbers.Variable("batch", [Batch, 2], Numbers.Random(Batch * 2, 1)), new SquaredError(), 0.2f);
        _sources = new Sources("s", _worked.Components.Sites, SourceScope.PerElement, [Batch]);
        _sources.Initialise(3, 0);
        _adversary = new PersistentAdversary(_sources, new RowAdamAscent(_sources.Group), new Schedule(0.1f), 0);
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_coin_for_each_element_decides_between_the_two_sides_at_every_site()
    {
        var context = Traced.Masks([400, 5], 0.2f, 3, 2);
        var sources = new Sources("s", context.Sites, SourceScope.PerElement, [400, 5]);
        sources.Initialise(3, 0);
        var masks = new MergedMasks(Share, new UniformMasks(), new PersistentAdversary(sources, new SignAscent(sources.Group), new Schedule(0.1f), 0));
        var attacked = Eager.Evaluate(_device, masks.Attacked(context), 2);
        Assert.InRange(attacked.Average(), Share - 0.1, Share + 0.1);   // 4.4 standard deviations
        var (merged, worst, random) = (masks.Masks(context), sources.Masks(context), new UniformMasks().Masks(context));
        var (route, subset) = (Assert.Single(masks.Routed(new UniformSubset()).Routes(context)), Assert.Single(new UniformSubset().Routes(context)));
        foreach (var site in context.Sites)
        {
            AssertChosen(attacked, 5 * site.Count, worst[site].Scale, random[site].Scale, merged[site].Scale);
            AssertChosen(attacked, 5, worst[site].Delta!, random[site].Delta!, merged[site].Delta!);
            AssertChosen(attacked, 5, context.Graph.Fill(1f, [400, 5, 1]), subset.Of(site)!, route.Of(site)!);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void A_share_of_zero_or_one_is_one_of_the_two_losses(float share)
    {
        var alone = share == 0 ? new Reconstruction("a", new UniformMasks(), new UniformSubset()) : new Reconstruction("a", _adversary, new AllSites());
        Assert.Equal(Numbers.Scalar(_device, alone.Evaluate(_context), 4), Numbers.Scalar(_device, Merged(share).Evaluate(_context), 4), 1e-6f);
    }

    [Fact]
    public void In_expectation_it_is_the_mean_of_the_two_losses_by_their_shares()
    {
        const int draws = 1500;
        foreach (var source in _sources.Group.Values.Variables)
            source.Span.Clear();   // far worse than chance, so that a wrong share would show
        var merged = Merged(Share).Evaluate(_context);
        var other = new Reconstruction("a", new UniformMasks(), new UniformSubset()).Evaluate(_context);
        var worst = Numbers.Scalar(_device, new Reconstruction("a", _adversary, new AllSites()).Evaluate(_context));
        var (mean, variance) = Moments([.. Enumerable.Range(0, draws).Select(step => Numbers.Scalar(_device, merged, step))]);
        var (otherMean, otherVariance) = Moments([.. Enumerable.Range(draws, draws).Select(step => Numbers.Scalar(_device, other, step))]);
        var bound = 4.5 * Math.Sqrt((variance + ((1 - Share) * (1 - Share) * otherVariance)) / draws);
        Assert.InRange(mean - ((Share * worst) + ((1 - Share) * otherMean)), -bound, bound);
        Assert.True(Math.Abs(worst - otherMean) > 10 * bound);
    }

    [Fact]
    public void Inner_ascents_climb_the_plain_adversarial_loss()
    {
        var plain = new Reconstruction("a", _adversary, new AllSites());
        Assert.Equal(Numbers.Scalar(_device, plain.Evaluate(_context)), Numbers.Scalar(_device, Merged(Share).AscentObjective(_context)));
        Assert.Same(_adversary, Merged(Share).Adversary);
        Assert.Equal(Numbers.Scalar(_device, plain.Evaluate(_context)), Numbers.Scalar(_device, plain.AscentObjective(_context)));
    }

    [Fact]
    public void Elements_that_meet_the_adversary_have_its_gradient_and_the_others_none()
    {
        var attacked = Eager.Evaluate(_device, new MergedMasks(Share, new UniformMasks(), _adversary).Attacked(_context.Masks("a")));
        var (merged, plain) = (SourceGradient(Merged(Share)), SourceGradient(new Reconstruction("a", _adversary, new AllSites())));
        Assert.Contains(1f, attacked);
        for (var element = 0; element < Batch; element++)
        {
            Assert.NotEqual(0f, plain[element]);
            Assert.Equal(attacked[element] == 1f ? plain[element] : 0f, merged[element], 1e-6f * Math.Abs(plain[element]));
        }
    }

    [Fact]
    public void Masks_that_differ_in_delta_and_routings_of_several_passes_do_not_merge()
    {
        var masks = new MergedMasks(Share, new UniformMasks(delta: false), _adversary);
        Assert.Throws<ArgumentException>(() => masks.Masks(_context.Masks("a")));
        Assert.Throws<ArgumentException>(() => masks.Routed(new OneSiteAtATime()).Routes(_context.Masks("a")));
    }

    [Fact]
    public void Both_sides_may_leave_delta_out()
    {
        var sources = new Sources("s", _worked.Components.Sites, SourceScope.PerElement, [Batch], delta: false);
        var adversary = new PersistentAdversary(sources, new RowAdamAscent(sources.Group), new Schedule(0.1f), 0);
        var masks = new MergedMasks(Share, new UniformMasks(delta: false), adversary).Masks(_context.Masks("a"));
        Assert.All(masks.Values, m => Assert.Null(m.Delta));
    }

    private static (double Mean, double Variance) Moments(float[] values)
    {
        var mean = values.Average(v => (double)v);
        return (mean, values.Average(v => (v - mean) * (v - mean)));
    }

    private Reconstruction Merged(float share) => new("a", new MergedMasks(share, new UniformMasks(), _adversary), new UniformSubset());

    private float[] SourceGradient(Reconstruction loss) => Eager.Evaluate(_device,
        Gradient.Of(loss.Evaluate(_context), [_context.Graph.Read(_sources.Group.Values["fc1"])])[0]);

    private void AssertChosen(float[] attacked, int width, Tensor worst, Tensor other, Tensor merged)
    {
        var (a, b) = (Eager.Evaluate(_device, worst, 2), Eager.Evaluate(_device, other, 2));
        Assert.Equal([.. a.Select((value, i) => attacked[i / width] == 1f ? value : b[i])], Eager.Evaluate(_device, merged, 2));
    }
}
