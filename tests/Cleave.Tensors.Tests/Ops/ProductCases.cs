using Cleave.Tensors.Kernels;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>Matrix products, attention, rotary embedding.</summary>
internal static class ProductCases
{
    public static IReadOnlyList<OpCase> All { get; } = [.. Matrices(), .. Attention(), .. Networks()];

    private static IEnumerable<OpCase> Matrices()
    {
        foreach (var (a, b) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            var how = (a ? "Aᵀ" : "A") + (b ? "Bᵀ" : "B");
            yield return new($"MatMul {how}", i => i.Numbers(Laid(i.A, i.C, a)).MatMul(i.Numbers(Laid(i.C, i.B, b)), a, b));
            yield return new($"MatMul {how}, batch", i =>
                i.Numbers([3, .. Laid(i.A, i.C, a)]).MatMul(i.Numbers([3, .. Laid(i.C, i.B, b)]), a, b));
        }

        yield return new("MatMul, rows", i => i.Numbers([2, i.A, i.C]).MatMul(i.Numbers([i.C, i.B])));
        yield return new("MatMul, rows, Bᵀ", i => i.Numbers([2, i.A, i.C]).MatMul(i.Numbers([i.B, i.C]), transposeB: true));

        yield return new("PlusProduct", i => i.Numbers([i.A, i.B]).PlusProduct(i.Numbers([i.A, i.C]), i.Numbers([i.C, i.B])));
        yield return new("PlusProduct, rows, Bᵀ", i => i.Numbers([2, i.A, i.B]).PlusProduct(i.Numbers([2, i.A, i.C]), i.Numbers([i.B, i.C]), transposeB: true));
        yield return new("PlusProduct of a sum that is used again", i =>
        {
            var sum = i.Numbers([i.A, i.B]).Square();
            return sum.PlusProduct(i.Numbers([i.A, i.C]), i.Numbers([i.C, i.B])) * sum;
        });
        yield return new("RoutedProduct", i => Routed(i, i.A, i.B + 8, i.C, false));
        yield return new("RoutedProduct Aᵀ", i => Routed(i, i.A, i.B + 8, i.C, true));
        yield return new("RoutedProduct added", i =>
        {
            var route = i.Flags([i.A, 1]);
            var shape = new GemmShape(i.A, i.B + 8, i.C, false, false, i.C, i.B + 8, i.B + 8, Accumulate: true);
            return i.Graph.Append(new RoutedProduct(shape), [i.A, i.B + 8], i.Numbers([i.A, i.B + 8]), i.Numbers([i.A, i.C]) * route, i.Numbers([i.C, i.B + 8]), route);
        });
        yield return new("Products that share both factors", i =>
        {
            var (x, y) = (i.Numbers([2, i.A, i.C]), i.Numbers([i.C, i.A]));
            return x.MatMul(y).Square() + (3f * x.MatMul(y)) + x.MatMul(y);
        });
    }

    private static IEnumerable<OpCase> Attention() =>
    [
        new("AttentionPattern", i => Heads(i, 4).AttentionPattern(Heads(i, 2), causal: false)),
        new("AttentionPattern, causal", i => Heads(i, 3).AttentionPattern(Heads(i, 3), causal: true)),
        new("Attention", i => Heads(i, 2).Attention(Heads(i, 2), Heads(i, 2), causal: false)),
        new("Attention, causal, grouped", i => Heads(i, 4).Attention(Heads(i, 2), Heads(i, 2), causal: true)),
        new("Attention of plain operations", i => AttentionSyntax.Composed(Heads(i, 4), Heads(i, 2), Heads(i, 2), causal: true)),
        new("AttentionMixTransposed", i => i.Graph.Append(
            new AttentionMixTransposed(new AttentionShape(i.A, i.B, 4, 2, i.C)), [i.A, i.B, 2, i.C],
            i.Numbers([i.A, 4, i.B, i.B]), Heads(i, 4))),
        new("Rotary, interleaved", i => i.Numbers([i.A, i.B, 2, 2 * i.C]).Rotary(RotaryPairing.Interleaved)),
        new("Rotary, split halves", i => i.Numbers([i.A, i.B, 2, 2 * i.C]).Rotary(RotaryPairing.SplitHalves, 500f)),
    ];

    private static IEnumerable<OpCase> Networks() =>
    [
        new("ScalarNetworks", i => ScalarNetworks(i, [i.A, i.B, i.C])),
        new("ScalarNetworks of many rows", i => ScalarNetworks(i, [(i.A * 40) + 1, i.C])),
        new("Logits", i => i.Numbers([i.A, i.B, i.C]).Logits(i.Numbers([i.B + 1, i.C]))),
        new("VocabularyMean, its normalisers", i => VocabularySyntax.Normalisers(
            i.Graph.Append(new VocabularyMean(i.A, i.C, i.B + 1), [i.A * (i.C + 1)], i.Numbers([i.A, i.C]), i.Numbers([i.B + 1, i.C])), i.A, i.C)),
        new("VocabularyMean, its means", i => VocabularySyntax.Means(
            i.Graph.Append(new VocabularyMean(i.A, i.C, i.B + 1), [i.A * (i.C + 1)], i.Numbers([i.A, i.C]), i.Numbers([i.B + 1, i.C])), i.A, i.C)),
        new("VocabularyMean, all of it", i =>
            i.Graph.Append(new VocabularyMean(i.A, i.C, i.B + 1), [i.A * (i.C + 1)], i.Numbers([i.A, i.C]), i.Numbers([i.B + 1, i.C]))),
        new("MaskedProduct", i => i.Numbers(i.Full).TimesMask(i.Numbers(i.Full, 0f, 1f).Interpolate(i.Numbers(i.Full, 0f, 1f)), null, null)),
        new("MaskedProduct with delta and route", i => i.Numbers(i.Full).TimesMask(
            i.Numbers(i.Full, 0f, 1f).Interpolate(i.Numbers(i.Full, 0f, 1f)), i.Numbers([i.A, i.B, 1], 0f, 1f), i.Flags([i.A, i.B, 1]))),
        new("MaskedProduct of a row's source", i => i.Numbers(i.Full).TimesMask(
            i.Numbers([1, i.A, i.B, i.C], 0f, 1f).Interpolate(i.Numbers([i.A, 1, i.C], 0f, 1f)).Reshape(i.Full), i.Numbers([i.A, i.B, 1], 0f, 1f), null)),
    ];

    private static Tensor ScalarNetworks(CaseInputs i, Shape shape) =>
        i.Numbers(shape).ScalarNetworks(i.Numbers([i.C, i.B]), i.Numbers([i.C, i.B]), i.Numbers([i.C, i.B]));

    private static Tensor Routed(CaseInputs i, int rows, int columns, int steps, bool transposed)
    {
        var route = i.Flags([transposed ? steps : rows, 1]);
        var shape = new GemmShape(rows, columns, steps, transposed, false, transposed ? rows : steps, columns, columns);
        return i.Graph.Append(new RoutedProduct(shape), [rows, columns], i.Numbers(Laid(rows, steps, transposed)) * route, i.Numbers([steps, columns]), route);
    }

    private static Shape Laid(int rows, int columns, bool transposed) => transposed ? [columns, rows] : [rows, columns];

    private static Tensor Heads(CaseInputs i, int heads) => i.Numbers([i.A, i.B, heads, i.C], -1f, 1f);
}
