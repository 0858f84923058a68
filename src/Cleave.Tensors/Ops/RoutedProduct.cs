using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// C = op(R·A)·op(B), perhaps added to a sum, with R the diagonal of what is 1 where a row is routed and 0 elsewhere: rows left out are not multiplied.
/// Where A lies as it is dA = R·dC·op(B)ᵀ, and dB = op(R·A)ᵀ·dC or its transpose; dS = dC. Nothing is differentiated through the route.
/// </summary>
internal sealed class RoutedProduct(GemmShape shape) : Op
{
    private readonly int _first = shape.Accumulate ? 1 : 0;

    public (bool A, bool B, bool Adds) Form => (shape.TransA, shape.TransB, shape.Accumulate);

    /// <summary>The same product added to something as it is computed.</summary>
    public RoutedProduct Added() => new(shape with { Accumulate = true });

    internal override bool MayOverwrite(int input) => shape.Accumulate && input == 0;

    // A random subset of sites is half of them on average.
    internal override double Flops(Tensor result) => ((double)shape.M * shape.N * shape.K) + (_first * result.Shape.Count);

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (shape.Accumulate && call.Output != call[0])
            Buffer.MemoryCopy(call[0], call.Output, (long)shape.M * shape.N * sizeof(float), (long)shape.M * shape.N * sizeof(float));
        cpu.Gemm.RunRouted(shape, call[_first + 2], call[_first], call[_first + 1], call.Output);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (a, b, route) = (result.Inputs[_first], result.Inputs[_first + 1], result.Inputs[_first + 2]);
        var da = shape.TransA ? (b, gradient, false, true) : (gradient, b, false, !shape.TransB);
        var db = shape.TransA ? (a, gradient, false, false) : shape.TransB ? (gradient, a, true, false) : (a, gradient, true, false);
        return
        [
            .. shape.Accumulate ? [gradient] : (Tensor?[])[],
            wanted[_first] ? Of(da, route) : null,
            wanted[_first + 1] ? Of(db, route) : null,
            null,
        ];
    }

    /// <summary>
    /// A product of two matrices; of all rows where that is as fast. That leaving out rows changes nothing is so for all numbers of the values it is
    /// traced from, and not for each of the values on the way, so gradients with respect to those walk through the product of all rows.
    /// </summary>
    internal static Tensor Of((Tensor A, Tensor B, bool TransposeA, bool TransposeB) factors, Tensor route)
    {
        var (a, b, transposeA, transposeB) = factors;
        var (m, k) = transposeA ? (a.Shape[1], a.Shape[0]) : (a.Shape[0], a.Shape[1]);
        var n = b.Shape[transposeB ? 0 : 1];
        var shape = new GemmShape(m, n, k, transposeA, transposeB, transposeA ? m : k, transposeB ? k : n, n);
        var plain = a.MatMul(b, transposeA, transposeB);
        if (!a.Graph.Fuses || !Gemm.Routes(shape))
            return plain;
        Tensor[] cut = transposeA ? [Unshaped(a), Unshaped(b)] : [Unshaped(a)];   // of which rows are left out
        return a.Graph.Append(new RoutedProduct(shape), [m, n], a, b, route)
            .InPlaceOf(plain, t => t == route || (t == b && !transposeA) || (t.Inputs.Length == 0 && !cut.Contains(t)));
    }

    private static Tensor Unshaped(Tensor x) => x.Op is Reshape ? Unshaped(x.Inputs[0]) : x;
}

/// <summary>Products of rows on a route.</summary>
public static class RoutedProductSyntax
{
    /// <summary>
    /// a·b for a of shape [.., k] and one matrix b. Rows where <paramref name="route"/> is 0 are left out where that saves work, so that either they are 0 in a or
    /// nobody may depend on them in the result. Of two axes, a may be a sum of products that <see cref="ProjectionSyntax.Project"/> looks into: then none are.
    /// </summary>
    /// <param name="a">[.., k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="route">[.., 1].</param>
    /// <exception cref="ShapeException">When the sizes do not fit.</exception>
    public static Tensor RoutedProduct(this Tensor a, Tensor b, Tensor route)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(route);
        var rows = a.Rows();
        if (route.Shape.Count != rows.Shape[0] || b.Shape.Rank != 2 || b.Shape[0] != rows.Shape[1])
            throw new ShapeException($"RoutedProduct: {a.Shape}, {b.Shape} and a route {route.Shape} do not fit.");
        return a.Shape.Rank == 2 ? a.Project(b) : Ops.RoutedProduct.Of((rows, b, false, false), route).Reshape(a.Shape.WithLast(b.Shape[1]));
    }

    /// <summary>sum + <see cref="RoutedProduct"/>.</summary>
    /// <param name="sum">[.., n].</param>
    /// <param name="a">[.., k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="route">[.., 1].</param>
    /// <exception cref="ShapeException">When the sizes do not fit.</exception>
    public static Tensor PlusRoutedProduct(this Tensor sum, Tensor a, Tensor b, Tensor route)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return sum.Plus(a.RoutedProduct(b, route));
    }
}
