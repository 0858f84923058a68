namespace Cleave.Tensors.Ops;

/// <summary>Products with values that are themselves products, in whichever order costs less.</summary>
public static class ProjectionSyntax
{
    /// <summary>
    /// x·op(m), where x may be a sum of products of narrower values, such as a residual stream far wider than what is written to it:
    /// (Σ_i a_i·b_i)·m = Σ_i a_i·(b_i·m), and then x is never formed. Equal to <see cref="MatMulSyntax.MatMul"/> up to rounding. A gradient with
    /// respect to x or a term of it walks through the plain product.
    /// </summary>
    /// <param name="x">[rows, k], or [.., k], which is always multiplied as it is.</param>
    /// <param name="matrix">[k, n], or [n, k] when transposed; equal products of matrices are made once a graph.</param>
    /// <param name="transposeB">Whether the matrix is to be transposed.</param>
    /// <exception cref="ShapeException">When the inner sizes differ.</exception>
    public static Tensor Project(this Tensor x, Tensor matrix, bool transposeB = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(matrix);
        var factors = new List<Factors>();
        if (!x.Graph.Fuses || x.Shape.Rank != 2 || matrix.Shape.Rank != 2 || !IsSumOfProducts(x, factors) || !Pays(x.Shape, matrix.Shape[transposeB ? 0 : 1], factors))
            return x.MatMul(matrix, false, transposeB);
        var plain = x.MatMul(matrix, false, transposeB);
        HashSet<Tensor> shared = [.. factors.SelectMany(f => (Tensor[])[f.Left, f.Right]), matrix];
        return factors.Select(f => f.Left.MatMul(x.Graph.Product(f.Right, f.Transposed, matrix, transposeB))).Aggregate((a, b) => a + b)
            .InPlaceOf(plain, shared.Contains);
    }

    private static bool IsSumOfProducts(Tensor x, List<Factors> factors)
    {
        if (x.Op is Add && x.Inputs.All(i => i.Shape == x.Shape))
            return IsSumOfProducts(x.Inputs[0], factors) && IsSumOfProducts(x.Inputs[1], factors);
        if (x.Op is PlusProduct { Transposes: { A: false } of })
        {
            factors.Add(new Factors(x.Inputs[1], x.Inputs[2], of.B));
            return IsSumOfProducts(x.Inputs[0], factors);
        }

        if (x.Op is not MatMul { Transposes: { A: false } transposes })
            return false;
        factors.Add(new Factors(x.Inputs[0], x.Inputs[1], transposes.B));
        return true;
    }

    // Multiplications with x formed and without; half of them must be saved, as more and smaller products are less efficient.
    private static bool Pays(Shape x, int columns, List<Factors> factors)
    {
        double inner = factors.Sum(f => f.Left.Shape.Last);
        return 2 * inner * columns * ((double)x[0] + x[1]) < (double)x[0] * x[1] * (columns + inner);
    }

    private readonly record struct Factors(Tensor Left, Tensor Right, bool Transposed);
}
