using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Masks;

/// <summary>
/// Two reconstruction losses in one forward pass: a coin for each element of the batch gives it an adversary's masks, with every
/// site decomposed, or another source's masks with their own routing (VPD authors' code). In expectation the loss is
/// share·adversarial + (1 − share)·other. The inner ascents use the adversary's masks for all elements; from the main backward
/// pass, sources of elements that the coin gave to the other side get a gradient of exactly 0.
/// </summary>
/// <param name="share">Probability that an element meets the adversary, 0 to 1.</param>
/// <param name="other">Masks of the remaining elements; both sides must have a δ, or neither.</param>
/// <param name="adversary">The adversary.</param>
public sealed class MergedMasks(float share, IMaskSource other, IAdversary adversary) : IMaskSource
{
    /// <inheritdoc/>
    public IAdversary? Adversary => adversary;

    /// <inheritdoc/>
    public IRouting Routed(IRouting routing) => new MergedRouting(this, routing);

    /// <inheritdoc/>
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var attacked = Attacked(context);   // [batch, 1 ..]
        var (worst, rest) = (adversary.Masks(context), other.Masks(context));
        return context.Sites.ToDictionary(s => s, s => new Mask(attacked.Where(worst[s].Scale, rest[s].Scale), (worst[s].Delta, rest[s].Delta) switch
        {
            ({ } one, { } other) => attacked.Where(one, other),
            (null, null) => null,
            _ => throw new ArgumentException($"{context.Purpose}: both sides of merged masks need a δ, or neither."),
        }));
    }

    /// <summary>1 for elements that meet the adversary in this step, else 0: [batch, 1] or [batch, 1, 1].</summary>
    public Tensor Attacked(MaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var shape = context.Importances.Lower[context.Sites[0]].Shape;   // [batch, .., C]
        Shape coins = [shape[0], .. Enumerable.Repeat(1, shape.Rank - 1)];
        var draws = context.Graph.Uniform(new RandomStream(context.Seed, $"{context.Purpose}/attacked"), coins);
        return context.Graph.Fill(share, Shape.Scalar).Greater(draws);
    }
}
