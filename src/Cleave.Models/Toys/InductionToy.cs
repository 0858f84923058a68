using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>
/// The induction head: S announces M, and at the second S the answer is M (SPD authors' code, induction head). What each matrix has to do is known, but not
/// in how many subcomponents, so no site has a known pattern; what can be judged is whether the two attention patterns hang on what is found.
/// <para>
/// A stream without positions leaves only one way to find M. Layer 0 attends to S from everywhere behind it, most of all from the next
/// position, because the position codes' product falls with distance; so M's stream holds more of S than any other's. Layer 1, from the
/// last S, attends to the position that holds most of it, and copies its token. The code's product at distance 1 is only slightly larger
/// than at 2 (1.87 against 1.59 before the softmax): layer 0 prefers the previous position softly, and layer 1 does the sharpening.
/// </para>
/// </summary>
public sealed class InductionToy(InductionShape shape) : IToy
{
    /// <inheritdoc/>
    public Truth Truth => new() { Features = 0, Sites = [] };

    /// <inheritdoc/>
    public IToyTarget Blank() => new InductionTransformer(shape);

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default) => InductionTraining.Train(device, shape, seed, progress, stop).Target;

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) => new InductionRows(seed, purpose, batch, shape);
}
