namespace Cleave.Tensors.Ops;

/// <summary>Distances between outputs.</summary>
public static class DivergenceSyntax
{
    /// <summary>
    /// What <see cref="KlFromLogits"/> needs of the target's logits: its log-probabilities; or, of logits over a large vocabulary, e and s − h·e
    /// (see <see cref="VocabularyMean"/>).
    /// </summary>
    public static Tensor KlReference(this Tensor targetLogits)
    {
        ArgumentNullException.ThrowIfNull(targetLogits);
        if (VocabularySyntax.Product(targetLogits) is not { } product)
            return targetLogits.LogSoftmax();
        var (rows, width) = (product.Inputs[0].Shape[0], product.Inputs[0].Shape[1]);
        var statistics = VocabularySyntax.Statistics(product);
        var spread = (product.Inputs[0] * VocabularySyntax.Means(statistics, rows, width)).SumLast();   // [rows]
        var row = new[] { statistics.Slice(0, 0, rows * width), VocabularySyntax.Normalisers(statistics, rows, width) - spread }.Concat(0);
        return row.Graph.Append(new VocabularyReference(targetLogits), row.Shape, row);
    }

    /// <summary>
    /// Mean over rows of KL(target ‖ prediction) in nats: Σ_v p_t·(ln p_t − ln p). For logits that are products with one vocabulary it is
    /// s(h) − s(h_t) − (h − h_t)·e(h_t), so logits of neither need to be stored.
    /// </summary>
    /// <param name="logits">[.., V].</param>
    /// <param name="reference">What <see cref="KlReference"/> made of the target's logits, which have the same shape and vocabulary.</param>
    /// <exception cref="ShapeException">When the reference belongs to products with a vocabulary and the logits are none.</exception>
    public static Tensor KlFromLogits(this Tensor logits, Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(reference);
        if (ReferenceTo(reference) is not { } target)
            return Plain(logits, reference);
        if (VocabularySyntax.Product(logits) is not { } product)
            throw new ShapeException($"KlFromLogits: the reference {reference.Shape} belongs to products with a vocabulary, and logits {logits.Shape} are none.");
        var plainReference = target.LogSoftmax();
        var plain = Plain(logits, reference.Op is Detach ? plainReference.Detach() : plainReference);
        var (rows, width) = (product.Inputs[0].Shape[0], product.Inputs[0].Shape[1]);
        var along = (product.Inputs[0] * VocabularySyntax.Means(reference, rows, width)).SumLast();   // h·e(h_t), [rows]
        Tensor[] shared = [.. product.Inputs, .. VocabularySyntax.Product(target)!.Inputs];
        return ((VocabularySyntax.Normalisers(VocabularySyntax.Statistics(product), rows, width) - along - VocabularySyntax.Normalisers(reference, rows, width)).Sum()
            / logits.Shape.WithoutLast().Count).InPlaceOf(plain, shared.Contains);
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

    // Of log-probabilities.
    private static Tensor Plain(Tensor logits, Tensor reference) =>
        (reference.Exp() * (reference - logits.LogSoftmax())).Sum() / logits.Shape.WithoutLast().Count;

    // The target's logits behind a reference that has no log-probabilities, or null.
    private static Tensor? ReferenceTo(Tensor reference) =>
        reference.Op is Detach ? ReferenceTo(reference.Inputs[0]) : (reference.Op as VocabularyReference)?.Logits;
}

/// <summary>The same value, which stands for logits over a vocabulary.</summary>
internal sealed class VocabularyReference(Tensor logits) : Op
{
    /// <summary>The target's logits, which nobody computes for it.</summary>
    public Tensor Logits => logits;

    internal override int SharesMemoryOf => 0;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => throw new InvalidOperationException("Shares its operand's memory.");

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [gradient];
}
