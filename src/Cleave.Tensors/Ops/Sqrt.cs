using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = √x; dx = dy / 2y.</summary>
internal sealed class Sqrt(long count) : UnaryOp<Sqrt.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "SqrtGradient", gradient, y);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Sqrt(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V y)
            where V : unmanaged, ISimd<V> => gradient * V.Fill(0.5f) / y;
    }
}

/// <summary>y = √x.</summary>
public static class SqrtSyntax
{
    /// <summary>y = √x.</summary>
    public static Tensor Sqrt(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Sqrt(x.Shape.Count), x.Shape, x);
    }
}
