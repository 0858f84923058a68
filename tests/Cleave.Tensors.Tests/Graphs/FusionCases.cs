using Cleave.Tensors.Ops;
using Cleave.Tensors.Tests.Ops;

namespace Cleave.Tensors.Tests.Graphs;

/// <summary>An expression that is computed in a fused form from some size on.</summary>
/// <param name="Name">What is fused.</param>
/// <param name="Small">Sizes at which nothing is fused.</param>
/// <param name="Large">Sizes at which it is.</param>
/// <param name="Build">Traces it; returns the loss and everything on the way to it that a caller holds.</param>
internal sealed record FusionCase(string Name, Sizes Small, Sizes Large, Func<CaseInputs, (Tensor Loss, Tensor[] Values)> Build)
{
    /// <summary>All fusions.</summary>
    public static IReadOnlyList<FusionCase> All =>
    [
        new("Project", new(2, 8, 0, 1), new(64, 128, 0, 1), Projection),
        new("Project of what was added to products", new(2, 8, 0, 1), new(64, 128, 0, 1), ProjectionOfAddedProducts),
        new("TimesMask", new(2, 3, 4, 1), new(8, 3, 5, 1), Masked),
        new("TimesMask on a route of its own", new(2, 3, 4, 1), new(8, 3, 5, 1), MaskedByItself),
        new("PlusProduct", new(64, 4, 4, 1), new(20, 40, 40, 1), AddedProduct),
        new("RoutedProduct", new(2, 8, 8, 1), new(160, 48, 64, 1), Routed),
        new("KlFromLogits", new(3, 8, 20, 1), new(5, 8, 40, 1), Divergence),
        new("KlFromLogits of one stream", new(3, 8, 20, 1), new(5, 8, 40, 1), DivergenceOfOneStream),
    ];

    // A stream of width B that three things of rank 2 are written to, read through three columns; rank 2 pays at 64x128.
    private static (Tensor Loss, Tensor[] Values) Projection(CaseInputs i)
    {
        var first = (i.Numbers([i.A, 2]) * 0.5f).MatMul(i.Numbers([2, i.B]));
        var second = i.Numbers([i.A, 2]).Square().MatMul(i.Numbers([i.B, 2]), transposeB: true);
        var stream = first + second;
        var matrix = i.Numbers([i.B, 3]) * 0.5f;
        var read = stream.Project(matrix);
        var again = stream.Project(i.Numbers([3, i.B]), transposeB: true);
        return (Weighted(i, read.Square() + again), [first, second, stream, matrix, read, again]);
    }

    private static (Tensor Loss, Tensor[] Values) ProjectionOfAddedProducts(CaseInputs i)
    {
        var first = i.Numbers([i.A, 2]).MatMul(i.Numbers([2, i.B]));
        var narrow = i.Numbers([i.A, 2]).Square();
        var stream = first.PlusProduct(narrow, i.Numbers([2, i.B]));
        var read = stream.Project(i.Numbers([i.B, 3]));
        return (Weighted(i, read.Square()) + stream.Square().Mean(), [first, narrow, stream, read]);
    }

    // One row of sources serves a batch of C in the large case; with A = 2 rows and no shared shape nothing is stretched and the mask is a sum.
    private static (Tensor Loss, Tensor[] Values) Masked(CaseInputs i)
    {
        var (g, u) = (i.Numbers(i.Full, 0f, 1f).Square(), i.Numbers(i.Full, 0f, 1f).Square());
        var mask = i.A > 2 ? g.Interpolate(u) : g + ((1f - g) * u);
        var (x, delta) = (i.Numbers(i.Full).Square(), i.Numbers([i.A, i.B, 1], 0f, 1f).Square());
        var route = i.Flags([i.A, i.B, 1]) * 1f;
        var y = x.TimesMask(mask, delta, route);
        return (Weighted(i, y.Square()), [g, u, mask, x, delta, route, y]);
    }

    // The route is made of what is masked.
    private static (Tensor Loss, Tensor[] Values) MaskedByItself(CaseInputs i)
    {
        var (g, u) = (i.Numbers(i.Full, 0f, 1f).Square(), i.Numbers(i.Full, 0f, 1f).Square());
        var mask = i.A > 2 ? g.Interpolate(u) : g + ((1f - g) * u);
        var before = i.Numbers(i.Full) * 0.5f;
        var x = before.Square();
        var y = x.TimesMask(mask, null, x.SumLast().Reshape([i.A, i.B, 1]));
        return (Weighted(i, y.Square()), [g, u, before, x, y]);
    }

    private static (Tensor Loss, Tensor[] Values) AddedProduct(CaseInputs i)
    {
        var (sum, a) = (i.Numbers([i.A, i.C]).Square(), i.Numbers([i.A, i.B]).Square());
        var b = i.Numbers([i.B, i.C]) * 0.1f;
        var y = sum.PlusProduct(a, b);
        return (Weighted(i, y.Square()), [sum, a, b, y]);
    }

    // A site: x·V, scaled and cut to a route, times U on top of the original; positions off the route are 0 in the first factor of the second product.
    private static (Tensor Loss, Tensor[] Values) Routed(CaseInputs i)
    {
        var x = i.Numbers([1, i.A, i.B]).Square() * 0.5f;
        var route = i.Flags([1, i.A, 1]);
        var inner = x.RoutedProduct(i.Numbers([i.B, i.C]) * 0.2f, route);
        var cut = inner * route;
        var scaled = (cut * i.Numbers([i.C])).Reshape([i.A, i.C]).Reshape(cut.Shape);
        var original = x.Square();
        var y = original.PlusRoutedProduct(scaled, i.Numbers([i.C, i.B]) * 0.2f, route);
        return (Weighted(i, y.Square()), [x, cut, scaled, original, y]);
    }

    private static (Tensor Loss, Tensor[] Values) Divergence(CaseInputs i)
    {
        var (h, target, words) = (i.Numbers([i.A, i.B]) * 0.5f, i.Numbers([i.A, i.B]) * 0.5f, i.Numbers([i.C, i.B]) * 0.5f);
        var (logits, targetLogits) = (h.Logits(words), target.Logits(words));
        return (logits.KlFromLogits(targetLogits.KlReference()), [h, target, words, logits, targetLogits]);
    }

    // The prediction is itself made of the target's rows, which both sides of the divergence then depend on.
    private static (Tensor Loss, Tensor[] Values) DivergenceOfOneStream(CaseInputs i)
    {
        var target = i.Numbers([1, i.A, i.B]) * 0.5f;
        var (h, words) = (target.Gelu(), i.Numbers([i.C, i.B]) * 0.5f);
        var (logits, targetLogits) = (h.Logits(words), target.Logits(words));
        return (logits.KlFromLogits(targetLogits.KlReference()), [target, h, words, logits, targetLogits]);
    }

    private static Tensor Weighted(CaseInputs i, Tensor result) => (result * i.Weights(result.Shape)).Sum();
}
