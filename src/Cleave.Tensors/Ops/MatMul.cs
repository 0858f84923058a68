using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// C = op(A)·op(B), op being nothing or a transpose, for matrices or equal batches of them.
/// dA = dC·op(B)ᵀ (or op(B)·dCᵀ when A was transposed), dB = op(A)ᵀ·dC (or dCᵀ·op(A)).
/// </summary>
internal class MatMul(int batch, int m, int n, int k, bool transposeA, bool transposeB) : Op
{
    private readonly GemmShape _shape = new(m, n, k, transposeA, transposeB, transposeA ? m : k, transposeB ? k : n, n);

    public (bool A, bool B) Transposes => (transposeA, transposeB);

    /// <summary>The same product added to something as it is computed; null where that is slower than adding it afterwards.</summary>
    internal PlusProduct? Added() => batch == 1 && !GemmSlender.Fits(_shape, Gemm.Lanes) ? new PlusProduct(_shape) : null;

    internal sealed override double Flops(Tensor result) => 2.0 * batch * m * n * k;

    internal sealed override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (batch == 1)
            cpu.Gemm.Run(_shape, call[0], call[1], call.Output);
        else
            cpu.Gemm.RunBatch(_shape, batch, call[0], (long)m * k, call[1], (long)k * n, call.Output, (long)m * n);
    }

    internal sealed override Cut? CutInto(Tensor result, int strips) =>
        _shape.IsCutInto(strips) && batch == 1 ? new Cut(new MatMul(1, m / strips, n, k, false, transposeB), Whole: 0b10) : null;

    internal sealed override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (a, b) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? GradientOfLeft(gradient, b, transposeA, transposeB) : null,
            wanted[1] ? GradientOfRight(gradient, a, transposeA, transposeB) : null,
        ];
    }

    internal static Tensor GradientOfLeft(Tensor gradient, Tensor b, bool transposeA, bool transposeB) =>
        transposeA ? b.MatMul(gradient, transposeB, true) : gradient.MatMul(b, false, !transposeB);

    internal static Tensor GradientOfRight(Tensor gradient, Tensor a, bool transposeA, bool transposeB) =>
        transposeB ? gradient.MatMul(a, true, transposeA) : a.MatMul(gradient, !transposeA, false);
}

/// <summary>Matrix products.</summary>
public static class MatMulSyntax
{
    /// <summary>
    /// op(a)·op(b): [m, k]·[k, n], or a batch [.., m, k]·[.., k, n], or rows times one matrix [.., k]·[k, n].
    /// A transposed operand is given as it lies: op(a) = aᵀ for a of shape [k, m].
    /// </summary>
    /// <exception cref="ShapeException">When the inner sizes or the batch sizes differ.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank > 2 && b.Shape.Rank == 2 && !transposeA)
            return a.Rows().MatMul(b, false, transposeB).Reshape(a.Shape.WithLast(b.Shape[transposeB ? 0 : 1]));
        if (a.Shape.Rank < 2 || b.Shape.Rank != a.Shape.Rank || !a.Shape.Sizes[..^2].SequenceEqual(b.Shape.Sizes[..^2]))
            throw Misfit(a, b, transposeA, transposeB);
        var (m, k) = transposeA ? (a.Shape[^1], a.Shape[^2]) : (a.Shape[^2], a.Shape[^1]);
        var (inner, n) = transposeB ? (b.Shape[^1], b.Shape[^2]) : (b.Shape[^2], b.Shape[^1]);
        if (inner != k)
            throw Misfit(a, b, transposeA, transposeB);
        var lead = a.Shape.Sizes[..^2];
        return a.Graph.Append(new MatMul((int)Shape.Create(lead).Count, m, n, k, transposeA, transposeB), [.. lead, m, n], a, b);
    }

    private static ShapeException Misfit(Tensor a, Tensor b, bool transposeA, bool transposeB) =>
        new($"MatMul: {a.Shape}{(transposeA ? "ᵀ" : "")} and {b.Shape}{(transposeB ? "ᵀ" : "")} do not multiply.");
}
