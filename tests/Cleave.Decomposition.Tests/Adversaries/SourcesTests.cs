using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Adversaries;

public sealed class SourcesTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(SourceScope.Single, 1, 1)]
    [InlineData(SourceScope.PerPosition, 1, 3)]
    [InlineData(SourceScope.Repeated, 2, 3)]
    [InlineData(SourceScope.PerElement, 6, 3)]
    [InlineData(SourceScope.PerRow, 6, 1)]
    public void A_scope_says_what_shares_a_source(SourceScope scope, int rows, int positions)
    {
        var context = Traced.Masks([6, 3], 0f, 4);
        var sources = new Sources("s", context.Sites, scope, [6, 3], repeated: 2);
        Assert.Equal(Shape.Create([rows, positions, 4]), sources.Group.Values["site0"].Shape);
        Assert.Equal(Shape.Create([rows, positions, 1]), sources.Group.Values["site0.delta"].Shape);
        sources.Initialise(1, 0);
        var (scale, delta) = Masks(sources, context);
        for (var b = 0; b < 6; b++)
        {
            for (var t = 0; t < 3; t++)
            {
                var source = ((b % rows) * positions) + (t % positions);
                Assert.Equal(sources.Group.Values["site0"].Span.Slice(source * 4, 4).ToArray(), scale.AsSpan(((b * 3) + t) * 4, 4).ToArray());
                Assert.Equal(sources.Group.Values["site0.delta"].Span[source], delta[(b * 3) + t]);
            }
        }
    }

    [Theory]
    [InlineData(SourceScope.Single, 1)]
    [InlineData(SourceScope.PerPosition, 1)]
    [InlineData(SourceScope.Repeated, 3)]
    [InlineData(SourceScope.PerElement, 6)]
    [InlineData(SourceScope.PerRow, 6)]
    public void Batches_without_positions_have_one(SourceScope scope, int rows)
    {
        var context = Traced.Masks([6], 0f, 2);
        var sources = new Sources("s", context.Sites, scope, [6], repeated: 3);
        Assert.Equal(Shape.Create([rows, 1, 2]), sources.Group.Values["site0"].Shape);
        sources.Initialise(1, 0);
        var (scale, _) = Masks(sources, context);
        for (var b = 0; b < 6; b++)
            Assert.Equal(sources.Group.Values["site0"].Span.Slice(b % rows * 2, 2).ToArray(), scale.AsSpan(b * 2, 2).ToArray());
    }

    [Fact]
    public void Without_delta_there_are_no_sources_for_it_and_delta_is_left_out()
    {
        var context = Traced.Masks([6], 0.5f, 2, 3);
        var sources = new Sources("s", context.Sites, SourceScope.PerElement, [6], delta: false);
        Assert.Equal(["s.values.site0", "s.values.site1"], sources.Group.Values.Variables.Select(v => v.Name));
        Assert.All(sources.Masks(context).Values, m => Assert.Null(m.Delta));
    }

    [Fact]
    public void Masks_interpolate_from_the_importance_but_delta_is_the_raw_source()
    {
        var context = Traced.Masks([1], 0.8f, 1);
        var sources = new Sources("s", context.Sites, SourceScope.PerElement, [1]);
        sources.Group.Values["site0"].Span[0] = 0.3f;
        sources.Group.Values["site0.delta"].Span[0] = 0.3f;
        var (scale, delta) = Masks(sources, context);
        Assert.Equal(0.86f, scale[0], 1e-6f);
        Assert.Equal(0.3f, delta[0]);
    }

    [Fact]
    public void Repeated_sources_must_divide_the_batch()
    {
        var sites = Traced.Masks([6], 0f, 2).Sites;
        Assert.Throws<ArgumentException>(() => new Sources("s", sites, SourceScope.Repeated, [6], repeated: 4));
        Assert.Throws<ArgumentException>(() => new Sources("s", sites, SourceScope.Repeated, [6], repeated: 0));
    }

    private (float[] Scale, float[] Delta) Masks(Sources sources, MaskContext context)
    {
        var mask = sources.Masks(context)[context.Sites[0]];
        Assert.Equal(context.Importances.Lower[context.Sites[0]].Shape, mask.Scale.Shape);
        return (Eager.Evaluate(_device, mask.Scale), Eager.Evaluate(_device, mask.Delta!));
    }
}
