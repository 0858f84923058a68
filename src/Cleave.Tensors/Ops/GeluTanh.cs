using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = x/2·(1 + tanh(√(2/π)(x + 0.044715x³))); dx = dy·(s + x·s·(1 − s)·u′) with s = σ(2u), u the argument of tanh.</summary>
internal sealed class GeluTanh(long count) : UnaryOp<GeluTanh.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "GeluTanhGradient", gradient, x);

    // 1 + tanh u = 2σ(2u), so the argument is doubled once here.
    private static V Argument<V>(V x)
        where V : unmanaged, ISimd<V> => x * V.MultiplyAdd(x * x, V.Fill(2f * 0.7978845608f * 0.044715f), V.Fill(2f * 0.7978845608f));

    private static V Slope<V>(V gradient, V x)
        where V : unmanaged, ISimd<V>
    {
        var s = SimdMath.Sigmoid(Argument(x));
        var slope = V.MultiplyAdd(x * x, V.Fill(6f * 0.7978845608f * 0.044715f), V.Fill(2f * 0.7978845608f));
        return gradient * V.MultiplyAdd(x * s * (V.Fill(1f) - s), slope, s);
    }

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => x * SimdMath.Sigmoid(Argument(x));
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => Slope(gradient, x);
    }
}

/// <summary>y = x/2·(1 + tanh(√(2/π)(x + 0.044715x³))).</summary>
public static class GeluTanhSyntax
{
    /// <summary>y = x/2·(1 + tanh(√(2/π)(x + 0.044715x³))).</summary>
    public static Tensor GeluTanh(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new GeluTanh(x.Shape.Count), x.Shape, x);
    }
}
