namespace Cleave.Tensors.Kernels;

/// <summary>
/// The product C = alpha·op(A)·op(B), plus the old C when <paramref name="Accumulate"/>. All matrices are row-major
/// float32; op(X) is X or its transpose.
/// </summary>
/// <param name="M">Rows of op(A) and C.</param>
/// <param name="N">Columns of op(B) and C.</param>
/// <param name="K">Columns of op(A), rows of op(B).</param>
/// <param name="TransA">Whether A is stored as K×M.</param>
/// <param name="TransB">Whether B is stored as N×K.</param>
/// <param name="Lda">Floats from one row of the stored A to the next.</param>
/// <param name="Ldb">Floats from one row of the stored B to the next.</param>
/// <param name="Ldc">Floats from one row of C to the next.</param>
/// <param name="Alpha">Factor on the product.</param>
/// <param name="Accumulate">Whether to add to C rather than overwrite it.</param>
internal readonly record struct GemmShape(
    int M,
    int N,
    int K,
    bool TransA,
    bool TransB,
    int Lda,
    int Ldb,
    int Ldc,
    float Alpha = 1f,
    bool Accumulate = false)
{
    private const int FewestRows = 32;
    private const int MostOfB = 1024;

    /// <summary>
    /// Whether the rows can be cut into some strips that are worth a product each: B, which every strip reads, is small, and one block of K makes
    /// a strip's bits those of the whole.
    /// </summary>
    public bool IsCutInto(int strips) =>
        !TransA && M % strips == 0 && M / strips >= FewestRows && (long)K * N <= MostOfB && K <= GemmPlan.MaxBlockK;
}
