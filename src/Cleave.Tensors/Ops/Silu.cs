using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = x·σ(x); dx = dy·σ(x)(1 + x(1 − σ(x))).</summary>
internal sealed class Silu(long count) : UnaryOp<Silu.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "SiluGradient", gradient, x);

    private static V Slope<V>(V gradient, V x)
        where V : unmanaged, ISimd<V>
    {
        var s = SimdMath.Sigmoid(x);
        return gradient * s * V.MultiplyAdd(x, V.Fill(1f) - s, V.Fill(1f));
    }

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => x * SimdMath.Sigmoid(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => Slope(gradient, x);
    }
}

/// <summary>y = x·σ(x).</summary>
public static class SiluSyntax
{
    /// <summary>y = x·σ(x).</summary>
    public static Tensor Silu(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Silu(x.Shape.Count), x.Shape, x);
    }
}
