using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>
/// S + op(A)·op(B) for matrices, added as it is computed, over S itself where nobody else needs that.
/// dS = dC; dA and dB are those of <see cref="MatMul"/>.
/// </summary>
internal sealed class PlusProduct(GemmShape shape) : Op
{
    private readonly GemmShape _shape = shape with { Accumulate = true };

    public (bool A, bool B) Transposes => (_shape.TransA, _shape.TransB);

    internal override bool MayOverwrite(int input) => input == 0;

    internal override double Flops(Tensor result) => (2.0 * _shape.M * _shape.N * _shape.K) + result.Shape.Count;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        if (call.Output != call[0])
            Buffer.MemoryCopy(call[0], call.Output, (long)_shape.M * _shape.N * sizeof(float), (long)_shape.M * _shape.N * sizeof(float));
        cpu.Gemm.Run(_shape, call[1], call[2], call.Output);
    }

    internal override Cut? CutInto(Tensor result, int strips) =>
        _shape.IsCutInto(strips) ? new Cut(new PlusProduct(_shape with { M = _shape.M / strips }), Whole: 0b100) : null;

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (a, b) = (result.Inputs[1], result.Inputs[2]);
        return
        [
            gradient,
            wanted[1] ? MatMul.GradientOfLeft(gradient, b, _shape.TransA, _shape.TransB) : null,
            wanted[2] ? MatMul.GradientOfRight(gradient, a, _shape.TransA, _shape.TransB) : null,
        ];
    }
}

/// <summary>Sums with products of matrices.</summary>
public static class PlusProductSyntax
{
    /// <summary>sum + a·op(b) for a of shape [.., k] and one matrix b.</summary>
    /// <exception cref="ShapeException">When the sizes do not fit.</exception>
    public static Tensor PlusProduct(this Tensor sum, Tensor a, Tensor b, bool transposeB = false)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return sum.Plus(a.MatMul(b, false, transposeB));
    }

    // The product itself is then never computed unless somebody else asks for it: callers pass what nobody else uses.
    internal static Tensor Plus(this Tensor sum, Tensor term)
    {
        var product = term;
        while (product.Op is Reshape)
            product = product.Inputs[0];
        var plain = sum + term;
        Op? added = product.Op switch
        {
            _ when !sum.Graph.Fuses || sum.Shape != term.Shape => null,
            MatMul matrices => matrices.Added(),
            RoutedProduct { Form.Adds: false } routed => routed.Added(),
            _ => null,
        };
        return added is null
            ? plain
            : sum.Graph.Append(added, product.Shape, [sum.Reshape(product.Shape), .. product.Inputs]).Reshape(sum.Shape)
                .InPlaceOf(plain, t => t == sum || (product.Plain is { } form ? form.Shares(t) : product.Inputs.Contains(t)));
    }
}
