using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// For rows h and a vocabulary of words w_v, the logits h·Wᵀ never stored: s(h) = ln Σ_v exp(h·w_v) and its slope, the mean word
/// e(h) = Σ_v softmax(h·Wᵀ)_v·w_v; all e, then all s, in one row of numbers. Through s dh = ds·e and dW = (ds·p)ᵀ·h with p = softmax(h·Wᵀ); through e,
/// with q = p ⊙ (de·Wᵀ − Σ_v p·(de·Wᵀ)), dh = q·W and dW = qᵀ·h + pᵀ·de. Only dh of s is made without logits.
/// </summary>
internal sealed class VocabularyMean(int rows, int width, int vocabulary) : Op
{
    // Logits, means, and an exponential and a sum for each logit.
    internal override double Flops(Tensor result) => ((4.0 * width) + 2) * rows * vocabulary;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        VocabularyParts.Run(cpu, call[0], call[1], call.Output, rows, width, vocabulary);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (h, words) = (result.Inputs[0], result.Inputs[1]);
        var de = SliceSyntax.OfGradient(gradient, 0, rows * width)?.Reshape([rows, width]);
        var ds = SliceSyntax.OfGradient(gradient, rows * width, rows)?.Reshape([rows, 1]);
        if (de is null && !wanted[1])
            return [VocabularySyntax.Means(result, rows, width) * ds!, null];
        var p = h.MatMul(words, transposeB: true).Softmax();   // [rows, V]
        if (de is null)
            return OfLogits(p * ds!, h, words);
        var dp = de.MatMul(words, transposeB: true);
        var q = p * (dp - (p * dp).SumLast().Reshape([rows, 1]));
        var through = OfLogits(ds is null ? q : (p * ds) + q, h, words);
        return [through[0], through[1] + p.MatMul(de, transposeA: true)];
    }

    private static Tensor[] OfLogits(Tensor gradient, Tensor h, Tensor words) => [gradient.MatMul(words), gradient.MatMul(h, transposeA: true)];
}

/// <summary>h·Wᵀ, of which a divergence may never need all at once.</summary>
internal sealed class Logits(int rows, int vocabulary, int width) : MatMul(1, rows, vocabulary, width, false, true);

/// <summary>Predictions over a vocabulary.</summary>
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

    /// <summary>e of the rows, [rows, width].</summary>
    internal static Tensor Means(Tensor statistics, int rows, int width) => statistics.Slice(0, 0, rows * width).Reshape([rows, width]);

    /// <summary>s of the rows, [rows].</summary>
    internal static Tensor Normalisers(Tensor statistics, int rows, int width) => statistics.Slice(0, rows * width, rows);

    /// <summary>e and s of the rows of a product that <see cref="Product"/> found.</summary>
    internal static Tensor Statistics(Tensor product)
    {
        var (rows, width, vocabulary) = (product.Inputs[0].Shape[0], product.Inputs[0].Shape[1], product.Inputs[1].Shape[0]);
        return product.Graph.Append(new VocabularyMean(rows, width, vocabulary), [rows * (width + 1)], product.Inputs[0], product.Inputs[1]);
    }

    /// <summary>The product behind logits over a vocabulary large enough that they need not be stored, or null.</summary>
    internal static Tensor? Product(Tensor logits)
    {
        while (logits.Op is Reshape)
            logits = logits.Inputs[0];
        return logits.Graph.Fuses && logits.Op is Logits && logits.Inputs[1].Shape[0] >= WordsToWidth * logits.Inputs[1].Shape[1] ? logits : null;
    }
}
