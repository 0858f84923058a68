using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = eˣ; dx = dy·y.</summary>
internal sealed class Exp(long count) : UnaryOp<Exp.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "ExpGradient", gradient, y);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => SimdMath.Exp(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V y)
            where V : unmanaged, ISimd<V> => gradient * y;
    }
}

/// <summary>y = eˣ.</summary>
public static class ExpSyntax
{
    /// <summary>y = eˣ.</summary>
    public static Tensor Exp(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Exp(x.Shape.Count), x.Shape, x);
    }
}
