using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = ln x; dx = dy / x.</summary>
internal sealed class Log(long count) : UnaryOp<Log.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "LogGradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => SimdMath.Log(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => gradient / x;
    }
}

/// <summary>y = ln x.</summary>
public static class LogSyntax
{
    /// <summary>y = ln x.</summary>
    public static Tensor Log(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Log(x.Shape.Count), x.Shape, x);
    }
}
