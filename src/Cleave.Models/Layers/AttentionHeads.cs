using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Layers;

/// <summary>softmax(q·kᵀ/√d)·v of all heads of a layer; neighbouring query heads share a key/value head.</summary>
/// <param name="Name">Dotted name of the layer's attention.</param>
/// <param name="Causal">Whether a position sees only itself and those before it.</param>
public sealed record AttentionHeads(string Name, bool Causal = true)
{
    /// <summary>What the heads read, [batch, position, head, d]; the pattern is never stored.</summary>
    public Tensor Apply(Tensor query, Tensor key, Tensor value) => query.Attention(key, value, Causal);

    /// <summary>The pattern, [batch, head, query, key].</summary>
    public Tensor Pattern(Tensor query, Tensor key) => query.AttentionPattern(key, Causal);

    /// <summary>The same as <see cref="Apply"/> with the pattern held fixed: gradients reach the values alone.</summary>
    public Tensor ApplyFrozen(Tensor query, Tensor key, Tensor value) => Pattern(query, key).Detach().AttentionMix(value);
}
