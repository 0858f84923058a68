using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = log₂ x; dx = dy / (x ln 2).</summary>
internal sealed class Log2(long count) : UnaryOp<Log2.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "Log2Gradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => SimdMath.Log2(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => gradient / (x * V.Fill(0.69314718056f));
    }
}

/// <summary>y = log₂ x.</summary>
public static class Log2Syntax
{
    /// <summary>y = log₂ x.</summary>
    public static Tensor Log2(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Log2(x.Shape.Count), x.Shape, x);
    }
}
