using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Masks;

/// <summary>m = g + (1 − g)·u with u ~ U(0, 1) for every position and subcomponent, δ ~ U(0, 1) for every position and site (VPD, stochastic reconstruction).</summary>
/// <param name="delta">Whether Δ is masked too; without it Δ is left out, as in the SPD paper.</param>
public sealed class UniformMasks(bool delta = true) : IMaskSource
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context) => context.Sites.ToDictionary(s => s, s =>
    {
        var g = context.Importances.Lower[s];   // [.., C]
        return new Mask(g.Interpolate(Draw(context, s, "u", g.Shape)), Delta(context, s, g.Shape, delta));
    });

    internal static Tensor? Delta(MaskContext context, Site site, Shape shape, bool wanted) =>
        wanted ? Draw(context, site, "delta", shape.WithLast(1)) : null;

    internal static Tensor Draw(MaskContext context, Site site, string what, Shape shape) =>
        context.Graph.Uniform(new RandomStream(context.Seed, $"{context.Purpose}/{site.Name}/{what}"), shape);
}

/// <summary>
/// m = g′ + (1 − g′)·r with r a fair coin and g′ the squashing of 1.05·z − 0.05·u, which leaves room for noise; δ ~ U(0, 1)
/// (SPD authors' code, mask sampling).
/// </summary>
/// <param name="delta">Whether Δ is masked too.</param>
public sealed class BinomialMasks(bool delta = true) : IMaskSource
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context) => context.Sites.ToDictionary(s => s, s =>
    {
        var z = context.Importances.Logits[s];   // [.., C]
        var jittered = (z * 1.05f) - (UniformMasks.Draw(context, s, "jitter", z.Shape) * 0.05f);
        var coin = UniformMasks.Draw(context, s, "coin", z.Shape).Greater(0.5f);
        return new Mask(context.Importances.Squash.Lower(jittered).Interpolate(coin), UniformMasks.Delta(context, s, z.Shape, delta));
    });
}
