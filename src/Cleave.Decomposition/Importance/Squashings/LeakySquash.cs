using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Importance;

/// <summary>
/// g = leak·z at or below 0, z up to 1, 1 above, with that function's own gradient: the form of the SPD paper, whose masks can
/// be slightly negative (SPD, leaky hard sigmoids).
/// </summary>
/// <param name="leak">Slope at or below 0.</param>
public sealed class LeakySquash(float leak) : ISquash
{
    /// <inheritdoc/>
    public Tensor Lower(Tensor logits) => logits.LeakyHardSigmoid(leak);
}
