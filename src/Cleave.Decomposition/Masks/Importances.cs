using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Masks;

/// <summary>Causal importances of one batch: the two squashings of the same logits (vpd.md 1.3), each [.., C] by site.</summary>
/// <param name="Logits">As the importance function gives them.</param>
/// <param name="Lower">Lower-leaky, in [0, 1]: feeds every mask.</param>
/// <param name="Upper">Upper-leaky: feeds minimality.</param>
public sealed record Importances(
    IReadOnlyDictionary<Site, Tensor> Logits, IReadOnlyDictionary<Site, Tensor> Lower, IReadOnlyDictionary<Site, Tensor> Upper)
{
    /// <summary>Squashes logits; <paramref name="leak"/> is the slope outside [0, 1].</summary>
    public static Importances From(IReadOnlyDictionary<Site, Tensor> logits, float leak = 0.01f) => new(
        logits,
        logits.ToDictionary(z => z.Key, z => z.Value.LowerLeakyHardSigmoid(leak)),
        logits.ToDictionary(z => z.Key, z => z.Value.UpperLeakyHardSigmoid(leak)));
}
