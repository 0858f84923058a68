using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Decomposition.Tests.Adversaries;

public sealed class PooledSourcesTests : IDisposable
{
    private const int Batch = 5;
    private const int Particles = 4;
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Each_element_meets_one_of_its_own_particles_at_every_site_and_position()
    {
        var context = Traced.Masks([Batch, 3], 0f, 2, 7);
        var choice = new ParticleChoice("s", 1, Batch, Particles);
        var sources = new Sources("s", context.Sites, SourceScope.Pooled, [Batch, 3], particles: choice);
        Assert.Equal(Shape.Create([Batch * Particles, 1, 7]), sources.Group.Values["site1"].Shape);
        sources.Initialise(1, 0);
        sources.Choose(3);
        var masks = sources.Masks(context);
        foreach (var site in context.Sites)
        {
            var (scale, delta) = (Eager.Evaluate(_device, masks[site].Scale), Eager.Evaluate(_device, masks[site].Delta!));
            for (var place = 0; place < Batch * 3; place++)
            {
                var row = (int)choice.Rows.Span[place / 3];
                Assert.Equal(place / 3, row / Particles);
                Assert.Equal(sources.Group.Values[site.Name].Span.Slice(row * site.Count, site.Count).ToArray(), scale.AsSpan(place * site.Count, site.Count).ToArray());
                Assert.Equal(sources.Group.Values[$"{site.Name}.delta"].Span[row], delta[place]);
            }
        }
    }

    [Fact]
    public void The_gradient_touches_only_the_particles_that_were_met()
    {
        var context = Traced.Masks([Batch], 0.5f, 2);
        var choice = new ParticleChoice("s", 1, Batch, Particles);
        var sources = new Sources("s", context.Sites, SourceScope.Pooled, [Batch], particles: choice);
        sources.Choose(0);
        var gradient = Gradient.Of(sources.Masks(context)[context.Sites[0]].Scale.Sum(), [context.Graph.Read(sources.Group.Values["site0"])])[0];
        var got = Eager.Evaluate(_device, gradient);
        for (var row = 0; row < Batch * Particles; row++)
        {
            var met = choice.Rows.Span.Contains(row);   // dm/dr = 1 − g
            Assert.Equal([met ? 0.5f : 0f, met ? 0.5f : 0f], got.AsSpan(row * 2, 2).ToArray());
        }
    }

    [Fact]
    public void Particles_are_chosen_evenly_anew_each_step_and_by_the_step_alone()
    {
        var (choice, other) = (new ParticleChoice("s", 1, 1000, Particles), new ParticleChoice("t", 1, 1000, Particles));
        choice.Draw(8);
        var eighth = choice.Rows.Span.ToArray();
        for (var particle = 0; particle < Particles; particle++)
            Assert.InRange(eighth.Where((row, b) => row == (b * Particles) + particle).Count(), 190, 310);   // 4.4 standard deviations
        choice.Draw(9);
        Assert.InRange(choice.Rows.Span.ToArray().Zip(eighth).Count(p => p.First == p.Second), 190, 310);
        other.Draw(8);
        Assert.NotEqual(eighth, other.Rows.Span.ToArray());
        choice.Draw(8);
        Assert.Equal(eighth, choice.Rows.Span.ToArray());
    }

    [Fact]
    public void A_step_moves_the_particles_it_met_three_times_and_no_others()
    {
        var problem = TinyProblems.Newer(share: 1f);
        using var trainer = new Trainer(_device, problem);
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        var adversary = TinyProblems.AdversaryOf(problem);
        var (values, ascents) = (adversary.Sources.Group.Values["linear1"], adversary.Ascent.Moments[2].Variables[0]);
        var width = values.Shape.Last;
        var expected = new float[values.Shape[0]];
        for (var step = 0; step < 4; step++)
        {
            var before = values.Span.ToArray();
            trainer.AdvanceSilently();
            for (var row = 0; row < expected.Length; row++)
            {
                var counted = ascents.Span[row] - expected[row];
                var moved = !before.AsSpan(row * width, width).SequenceEqual(values.Span.Slice(row * width, width));
                Assert.True(counted is 0f or 3f && (counted == 3f || !moved), $"step {step}, row {row}: {counted} ascents, moved {moved}");
                expected[row] = ascents.Span[row];
            }
        }

        Assert.InRange(expected.Sum(), 0.8f * 4 * 3 * TinyProblems.ToyBatch, 4 * 3 * TinyProblems.ToyBatch);   // an element without features has no gradient
    }

    [Fact]
    public void Particles_belong_to_pooled_sources_alone()
    {
        var sites = Traced.Masks([6], 0f, 2).Sites;
        Assert.Throws<ArgumentException>(() => new Sources("s", sites, SourceScope.Pooled, [6]));
        Assert.Throws<ArgumentException>(() => new Sources("s", sites, SourceScope.PerRow, [6], particles: new ParticleChoice("s", 1, 6, 2)));
    }
}
