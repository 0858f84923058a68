using Cleave.Tensors;

namespace Cleave.Decomposition.Sites;

/// <summary>What the target makes of a batch with its sites replaced by masked subcomponents.</summary>
/// <param name="Output">The target's output.</param>
/// <param name="Inputs">x of every decomposed site, [.., in].</param>
/// <param name="Inner">x·V of every decomposed site before its mask, [.., C·R]; where a site is routed, only of positions that are.</param>
public sealed record MaskedPass(Tensor Output, IReadOnlyDictionary<Site, Tensor> Inputs, IReadOnlyDictionary<Site, Tensor> Inner);
