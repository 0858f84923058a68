using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// For rows h and a vocabulary of words w_v, the logits h·Wᵀ never stored: s(h) = ln Σ_v exp(h·w_v) and its slope, the mean word
/// e(h) = Σ_v softmax(h·Wᵀ)_v·w_v; all e, then all s, in one row of numbers. dh = ds·e; e itself is for use without derivatives.
/// </summary>
internal sealed class VocabularyMean(int rows, int width, int vocabulary) : Op
{
    // Logits, means, and an exponential and a sum for each logit.
    internal override double Flops(Tensor result) => ((4.0 * width) + 2) * rows * vocabulary;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        VocabularyParts.Run(cpu, call[0], call[1], call.Output, rows, width, vocabulary);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var slopes = VocabularySyntax.Normalisers(gradient, rows, width).Reshape([rows, 1]);   // ds
        var (h, words) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? VocabularySyntax.Means(result, rows, width) * slopes : null,
            wanted[1] ? (h.MatMul(words, transposeB: true).Softmax() * slopes).MatMul(h, transposeA: true) : null,
        ];
    }
}

/// <summary>h·Wᵀ, of which a divergence may never need all at once.</summary>
internal sealed class Logits(int rows, int vocabulary, int width) : MatMul(1, rows, vocabulary, width, false, true);

/// <summary>Predictions over a vocabulary, and how far they lie apart.</summary>
public static class VocabularySyntax
{
    // From here on storing logits costs more than making the mean word of the target besides.
    private const int WordsToWidth = 4;

    /// <summary>h·Wᵀ: what each row of h [.., d] says of each word of a vocabulary [V, d].</summary>
    /// <exception cref="ShapeException">When the widths differ.</exception>
    public static Tensor Logits(this Tensor h, Tensor words)
    {
        ArgumentNullException.ThrowIfNull(h);
        ArgumentNullException.ThrowIfNull(words);
        if (h.Shape.Rank < 1 || words.Shape.Rank != 2 || words.Shape[1] != h.Shape.Last)
            throw new ShapeException($"Logits: rows {h.Shape} and words {words.Shape} do not fit.");
        var rows = (int)h.Shape.WithoutLast().Count;
        return h.Graph.Append(new Logits(rows, words.Shape[0], words.Shape[1]), [rows, words.Shape[0]], h.Rows(), words)
            .Reshape(h.Shape.WithLast(words.Shape[0]));
    }

    /// <summary>
    /// What <see cref="KlFromLogits"/> needs of the target's logits: its log-probabilities; or, of logits over a large vocabulary, e and s − h·e
    /// (see <see cref="VocabularyMean"/>), which then has no derivatives.
    /// </summary>
    public static Tensor KlReference(this Tensor targetLogits)
    {
        ArgumentNullException.ThrowIfNull(targetLogits);
        if (Product(targetLogits) is not { } product)
            return targetLogits.LogSoftmax();
        var (rows, width) = (product.Inputs[0].Shape[0], product.Inputs[0].Shape[1]);
        var statistics = Statistics(product);
        var spread = (product.Inputs[0] * Means(statistics, rows, width)).SumLast();   // [rows]
        return new[] { statistics.Slice(0, 0, rows * width), Normalisers(statistics, rows, width) - spread }.Concat(0).Detach();
    }

    /// <summary>
    /// Mean over rows of KL(target ‖ prediction) in nats: Σ_v p_t·(ln p_t − ln p). For logits that are products with one vocabulary it is
    /// s(h) − s(h_t) − (h − h_t)·e(h_t), so logits of neither need to be stored.
    /// </summary>
    /// <param name="logits">[.., V].</param>
    /// <param name="reference">What <see cref="KlReference"/> made of the target's logits, which have the same shape and vocabulary.</param>
    public static Tensor KlFromLogits(this Tensor logits, Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(reference);
        var count = logits.Shape.WithoutLast().Count;
        if (reference.Shape == logits.Shape)
            return (reference.Exp() * (reference - logits.LogSoftmax())).Sum() / count;
        if (Product(logits) is not { } product)
            throw new ShapeException($"KlFromLogits: the reference {reference.Shape} belongs to products with a vocabulary, and logits {logits.Shape} are none.");
        var (rows, width) = (product.Inputs[0].Shape[0], product.Inputs[0].Shape[1]);
        var along = (product.Inputs[0] * Means(reference, rows, width)).SumLast();   // h·e(h_t), [rows]
        return (Normalisers(Statistics(product), rows, width) - along - Normalisers(reference, rows, width)).Sum() / count;
    }

    /// <summary>Mean over rows of −ln p(id), in nats.</summary>
    public static Tensor CrossEntropyFromLogits(this Tensor logits, Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return -logits.LogSoftmax().Gather(ids).Mean();
    }

    internal static Tensor Means(Tensor statistics, int rows, int width) => statistics.Slice(0, 0, rows * width).Reshape([rows, width]);

    internal static Tensor Normalisers(Tensor statistics, int rows, int width) => statistics.Slice(0, rows * width, rows);

    private static Tensor Statistics(Tensor product)
    {
        var (rows, width, vocabulary) = (product.Inputs[0].Shape[0], product.Inputs[0].Shape[1], product.Inputs[1].Shape[0]);
        return product.Graph.Append(new VocabularyMean(rows, width, vocabulary), [rows * (width + 1)], product.Inputs[0], product.Inputs[1]);
    }

    private static Tensor? Product(Tensor logits)
    {
        while (logits.Op is Reshape)
            logits = logits.Inputs[0];
        return logits.Op is Logits && logits.Inputs[1].Shape[0] >= WordsToWidth * logits.Inputs[1].Shape[1] ? logits : null;
    }
}
