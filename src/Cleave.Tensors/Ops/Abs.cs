using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = |x|; dx = sign(x)·dy.</summary>
internal sealed class Abs(long count) : UnaryOp<Abs.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "AbsGradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Abs(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, V.Fill(0f)), gradient, V.Select(V.Greater(V.Fill(0f), x), -gradient, V.Fill(0f)));
    }
}

/// <summary>y = |x|.</summary>
public static class AbsSyntax
{
    /// <summary>y = |x|.</summary>
    public static Tensor Abs(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Abs(x.Shape.Count), x.Shape, x);
    }
}
