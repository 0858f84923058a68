using Cleave.Models.Toys;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>What a subcomponent of q and one of k add to the score before the softmax.</summary>
/// <param name="Query">Index in q, or none for the position code.</param>
/// <param name="Key">Index in k, or none for the position code.</param>
/// <param name="Share">Mean at the entry that induction hangs on, beyond the mean over the keys in sight.</param>
/// <param name="Map">Mean by positions counted from S, [query, key]; NaN where a key would lie ahead.</param>
public sealed record PatternPair(int? Query, int? Key, double Share, double[,] Map);

/// <summary>One layer of an induction transformer.</summary>
/// <param name="Layer">0 or 1.</param>
/// <param name="Mean">The target's mean attention pattern, [query, key].</param>
/// <param name="Pairs">The pairs with the largest shares, in either direction.</param>
public sealed record InductionLayerPatterns(int Layer, double[,] Mean, IReadOnlyList<PatternPair> Pairs);

/// <summary>Attention patterns of the induction transformer and which pairs of subcomponents make them, over the held-out rows.</summary>
public static class InductionPatterns
{
    /// <summary>The first column of maps, counted from S.</summary>
    public const int Low = -4;

    /// <summary>The last column of maps, counted from S.</summary>
    public const int High = 6;

    private const int Shown = 5;

    /// <summary>Whether the target is an induction transformer.</summary>
    public static bool Fit(DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        return decomposed.Subject is { Target: InductionTransformer, HeldOut: InductionRows };
    }

    /// <summary>Both layers; a layer whose q or k is not decomposed has no pairs.</summary>
    public static IReadOnlyList<InductionLayerPatterns> Of(CpuDevice device, DecomposedTarget decomposed)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        var untouched = new InductionPass(device, decomposed).Untouched();
        return [.. untouched.Layers.Select((attention, layer) => new InductionLayerPatterns(layer, attention.Mean,
            IsDecomposed(decomposed, layer) ? Strongest(new AttentionParts(device, decomposed, layer)) : []))];
    }

    internal static bool IsDecomposed(DecomposedTarget decomposed, int layer) =>
        AttentionParts.Find(decomposed, layer, 'q') is not null && AttentionParts.Find(decomposed, layer, 'k') is not null;

    private static PatternPair[] Strongest(AttentionParts parts) =>
    [
        .. Enumerable.Range(0, parts.Shares.Length)
            .Select(i => (A: i / parts.Shares.GetLength(1), B: i % parts.Shares.GetLength(1)))
            .OrderByDescending(p => Math.Abs(parts.Shares[p.A, p.B]))
            .Take(Shown)
            .Select(p => new PatternPair(p.A < parts.Query.Count ? p.A : null, p.B < parts.Key.Count ? p.B : null, parts.Shares[p.A, p.B],
                parts.Map(p.A, p.B, Low, High))),
    ];
}
