using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Importance;

/// <summary>
/// g = clamp(z, 0, 1); at or below 0 only a gradient that would raise z passes, times the leak (VPD, leaky hard sigmoids). Masks are never
/// negative, and a dead subcomponent can come back.
/// </summary>
/// <param name="leak">Slope at or below 0.</param>
public sealed class ClampedSquash(float leak) : ISquash
{
    /// <inheritdoc/>
    public Tensor Lower(Tensor logits) => logits.LowerLeakyHardSigmoid(leak);
}
