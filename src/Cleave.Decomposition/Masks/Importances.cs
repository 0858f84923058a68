using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Masks;

/// <summary>Causal importances of one batch: the two squashings of the same logits (VPD, leaky hard sigmoids), each [.., C] by site.</summary>
/// <param name="Logits">As the importance function gives them.</param>
/// <param name="Lower">As <paramref name="Squash"/> gives them, in [0, 1] but for a leak: feeds every mask.</param>
/// <param name="Upper">Upper-leaky: feeds minimality.</param>
/// <param name="Squash">The run's squashing, for mask sources that squash logits of their own.</param>
public sealed record Importances(
    IReadOnlyDictionary<Site, Tensor> Logits, IReadOnlyDictionary<Site, Tensor> Lower, IReadOnlyDictionary<Site, Tensor> Upper,
    ISquash Squash)
{
    /// <summary>Slope of every squashing outside [0, 1] (VPD, leaky hard sigmoids).</summary>
    public const float Leak = 0.01f;

    /// <summary>Squashes logits.</summary>
    public static Importances From(IReadOnlyDictionary<Site, Tensor> logits, ISquash squash) => new(
        logits,
        logits.ToDictionary(z => z.Key, z => squash.Lower(z.Value)),
        logits.ToDictionary(z => z.Key, z => z.Value.UpperLeakyHardSigmoid(Leak)),
        squash);
}
