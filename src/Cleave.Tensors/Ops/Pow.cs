using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>z = xʸ for x ≥ 0 with broadcasting; dx = dz·y·xʸ⁻¹, dy = dz·z·ln x.</summary>
internal sealed class Pow(Shape x, Shape y, Shape result) : BinaryOp<Pow.Forward>(default, x, y, result)
{
    public static Tensor Of(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Shape.Broadcast(x.Shape, y.Shape, "Pow");
        return x.Graph.Append(new Pow(x.Shape, y.Shape, shape), shape, x, y);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (x, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? (gradient * y * Of(x, y - 1f)).SumTo(x.Shape) : null,
            wanted[1] ? (gradient * result * x.Log()).SumTo(y.Shape) : null,
        ];
    }

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => SimdMath.Pow(x, y);
    }
}

/// <summary>Powers.</summary>
public static class PowSyntax
{
    /// <summary>xʸ for x ≥ 0, with broadcasting.</summary>
    public static Tensor Pow(this Tensor x, Tensor exponent) => Ops.Pow.Of(x, exponent);
}
