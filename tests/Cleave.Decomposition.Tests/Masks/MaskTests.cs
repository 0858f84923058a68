using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Decomposition.Tests.Masks;

public sealed class MaskTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Importance_of_0_8_and_source_of_0_3_make_a_mask_of_0_86()
    {
        var graph = new Graph();
        Assert.Equal(0.86f, Numbers.Scalar(_device, graph.Fill(0.8f, [1]).Interpolate(graph.Fill(0.3f, [1]))), 1e-6f);
        Assert.Equal(0.85f, Numbers.Scalar(_device, graph.Fill(0.7f, [1]).Interpolate(graph.Fill(0.5f, [1]))), 1e-6f);
    }

    [Fact]
    public void Uniform_masks_lie_evenly_between_the_importance_and_one()
    {
        var context = Traced.Masks([500], 0.6f, 20);
        var mask = Eager.Evaluate(_device, new UniformMasks().Masks(context)[context.Sites[0]].Scale);
        Assert.All(mask, m => Assert.InRange(m, 0.6f, 1f));
        Assert.InRange(mask.Average(), 0.795, 0.805);
        Assert.InRange(mask.Count(m => m > 0.9f) / 10_000f, 0.23f, 0.27f);
    }

    [Fact]
    public void The_delta_of_stochastic_masks_is_the_raw_draw_whatever_the_importance()
    {
        foreach (var source in (IMaskSource[])[new UniformMasks(), new BinomialMasks()])
        {
            var context = Traced.Masks([4000], 1f, 2);
            var delta = source.Masks(context)[context.Sites[0]].Delta!;
            Assert.Equal(Shape.Create([4000, 1]), delta.Shape);
            var values = Eager.Evaluate(_device, delta);
            Assert.InRange(values.Average(), 0.48, 0.52);
            Assert.InRange(values.Count(v => v < 0.25f) / 4000f, 0.22f, 0.28f);
        }
    }

    [Fact]
    public void Without_delta_the_masks_of_subcomponents_are_the_same_and_delta_is_left_out()
    {
        var context = Traced.Masks([40], 0.3f, 2);
        foreach (var (with, without) in (IEnumerable<(IMaskSource, IMaskSource)>)[(new UniformMasks(), new UniformMasks(delta: false)),
            (new BinomialMasks(), new BinomialMasks(delta: false))])
        {
            var mask = without.Masks(context)[context.Sites[0]];
            Assert.Null(mask.Delta);
            Assert.Equal(Eager.Evaluate(_device, with.Masks(context)[context.Sites[0]].Scale), Eager.Evaluate(_device, mask.Scale));
        }
    }

    [Fact]
    public void Binomial_masks_squash_their_jittered_logits_as_the_run_does()
    {
        var context = Traced.Masks([500], -0.5f, 4);
        context = context with { Importances = Importances.From(context.Importances.Logits, new LeakySquash(Importances.Leak)) };
        var mask = Eager.Evaluate(_device, new BinomialMasks().Masks(context)[context.Sites[0]].Scale);
        Assert.All(mask.Where(m => m < 0.5f), m => Assert.InRange(m, -0.00576f, -0.00524f));
        Assert.Contains(mask, m => m < 0.5f);
    }

    [Fact]
    public void Draws_are_independent_of_site_purpose_and_step()
    {
        var context = Traced.Masks([50], 0f, 3, 3);
        var masks = new UniformMasks().Masks(context);
        var other = new UniformMasks().Masks(context with { Purpose = "other" });
        var first = Eager.Evaluate(_device, masks[context.Sites[0]].Scale, 7);
        Assert.Equal(first, Eager.Evaluate(_device, masks[context.Sites[0]].Scale, 7));
        float[][] others =
        [
            first,
            Eager.Evaluate(_device, masks[context.Sites[1]].Scale, 7),
            Eager.Evaluate(_device, other[context.Sites[0]].Scale, 7),
            Eager.Evaluate(_device, masks[context.Sites[0]].Scale, 8),
        ];
        foreach (var (a, b) in others.SelectMany((a, i) => others[..i].Select(b => (a, b))))
            Assert.InRange(Correlation(a, b), -0.35, 0.35);
    }

    [Fact]
    public void Binomial_masks_are_one_or_the_jittered_importance_by_a_fair_coin()
    {
        var context = Traced.Masks([5000], 0.5f, 4);
        var mask = Eager.Evaluate(_device, new BinomialMasks().Masks(context)[context.Sites[0]].Scale);
        var jitter = new float[mask.Length];
        new RandomStream(context.Seed, "test/site0/jitter").Uniform(0, jitter);
        Assert.InRange(mask.Count(m => m == 1f) / 20_000f, 0.48f, 0.52f);
        Assert.All(Enumerable.Range(0, mask.Length).Where(i => mask[i] != 1f), i => Assert.Equal(0.525f - (0.05f * jitter[i]), mask[i], 1e-6f));
    }

    [Fact]
    public void A_logit_of_0_5_and_jitter_of_0_4_make_0_505()
    {
        var context = Traced.Masks([5000], 0.5f, 4);
        var mask = Eager.Evaluate(_device, new BinomialMasks().Masks(context)[context.Sites[0]].Scale);
        var jitter = new float[mask.Length];
        new RandomStream(context.Seed, "test/site0/jitter").Uniform(0, jitter);
        var nearest = Enumerable.Range(0, mask.Length).Where(i => mask[i] != 1f).MinBy(i => Math.Abs(jitter[i] - 0.4f));
        Assert.Equal(0.505f, mask[nearest], 1e-4f);
    }

    [Fact]
    public void Fixed_masks_leave_delta_out()
    {
        var context = Traced.Masks([2], 0.3f, 2);
        foreach (var (source, value) in (IEnumerable<(IMaskSource, float)>)[(new ImportanceMasks(), 0.3f), (new RoundedMasks(0.2f), 1f),
            (new RoundedMasks(0.3f), 0f), (ConstantMasks.Ones, 1f), (ConstantMasks.Zeros, 0f)])
        {
            var mask = source.Masks(context)[context.Sites[0]];
            Assert.Null(mask.Delta);
            Assert.All(Eager.Evaluate(_device, mask.Scale), m => Assert.Equal(value, m));
        }
    }

    private static double Correlation(float[] a, float[] b) =>
        a.Zip(b).Average(p => (p.First - 0.5) * (p.Second - 0.5)) * 12;
}
