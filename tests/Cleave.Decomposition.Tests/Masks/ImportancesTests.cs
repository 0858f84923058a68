using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Decomposition.Tests.Masks;

public sealed class ImportancesTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Graph _graph = new();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(1.5f, 1f, 1.005f)]
    [InlineData(-0.5f, 0f, 0f)]
    [InlineData(0.25f, 0.25f, 0.25f)]
    public void Both_squashings_come_from_the_same_logit(float logit, float lower, float upper)
    {
        var (site, _, importances) = Squash(logit);
        Assert.Equal(lower, Numbers.Scalar(_device, importances.Lower[site]));
        Assert.Equal(upper, Numbers.Scalar(_device, importances.Upper[site]), 1e-6f);
    }

    [Theory]
    [InlineData(-0.5f, -0.005f, 0f, 0.01f)]
    [InlineData(0.25f, 0.25f, 0.25f, 1f)]
    [InlineData(1.5f, 1f, 1.005f, 0f)]
    public void The_published_squashing_really_leaks_below_zero_and_leaves_minimality_alone(float logit, float lower, float upper, float slope)
    {
        var (site, raw, importances) = Squash(logit, new LeakySquash(Importances.Leak));
        Assert.Equal(lower, Numbers.Scalar(_device, importances.Lower[site]), 1e-7f);
        Assert.Equal(upper, Numbers.Scalar(_device, importances.Upper[site]), 1e-6f);
        Assert.Equal(slope, Numbers.Scalar(_device, Gradient.Of(importances.Lower[site].Sum(), [raw])[0]), 1e-7f);
    }

    [Theory]
    [InlineData(-0.5f, -1f, -0.01f)]
    [InlineData(-0.5f, 1f, 0f)]
    [InlineData(0f, -1f, -0.01f)]
    [InlineData(0f, 1f, 0f)]
    [InlineData(0.5f, 3f, 3f)]
    [InlineData(0.5f, -3f, -3f)]
    [InlineData(1f, 3f, 3f)]
    [InlineData(1.5f, 3f, 0f)]
    [InlineData(1.5f, -3f, 0f)]
    public void The_lower_squashing_lets_reconstruction_revive_but_never_push_past_one(float logit, float incoming, float expected)
    {
        var (site, raw, importances) = Squash(logit);
        var gradient = Gradient.Of((importances.Lower[site] * incoming).Sum(), [raw])[0];
        Assert.Equal(expected, Numbers.Scalar(_device, gradient), 1e-7f);
    }

    [Theory]
    [InlineData(-0.5f, 0f)]
    [InlineData(0.5f, 1f)]
    [InlineData(1.5f, 0.01f)]
    public void The_upper_squashing_lets_sparsity_pull_a_saturated_importance_down(float logit, float expected)
    {
        var (site, raw, importances) = Squash(logit);
        Assert.Equal(expected, Numbers.Scalar(_device, Gradient.Of(importances.Upper[site].Sum(), [raw])[0]), 1e-7f);
    }

    private (Site Site, Tensor Raw, Importances Importances) Squash(float logit, ISquash? squash = null)
    {
        var site = new Site(Numbers.Linear("fc", 1, 1, 1), 1);
        var raw = _graph.Read(Numbers.Variable("logit", [1, 1], logit));
        return (site, raw, Importances.From(new Dictionary<Site, Tensor> { [site] = raw }, squash ?? new ClampedSquash(Importances.Leak)));
    }
}
