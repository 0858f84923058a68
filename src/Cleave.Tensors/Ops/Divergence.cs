namespace Cleave.Tensors.Ops;

/// <summary>Distances between outputs, composed of the operations above.</summary>
public static class DivergenceSyntax
{
    /// <summary>
    /// Mean over rows of KL(target ‖ prediction) in nats: Σ p_t·(ln p_t − ln p), from the target's log-probabilities and the
    /// prediction's logits, both [.., n].
    /// </summary>
    public static Tensor KlFromLogits(this Tensor logits, Tensor targetLogProbabilities)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targetLogProbabilities);
        var difference = targetLogProbabilities - logits.LogSoftmax();
        return (targetLogProbabilities.Exp() * difference).Sum() / logits.Shape.WithoutLast().Count;
    }

    /// <summary>Mean over rows of −ln p(id), in nats.</summary>
    public static Tensor CrossEntropyFromLogits(this Tensor logits, Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return -logits.LogSoftmax().Gather(ids).Mean();
    }

    /// <summary>Mean over all elements of (prediction − target)².</summary>
    public static Tensor MeanSquaredError(this Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        return (prediction - target).Square().Mean();
    }
}
