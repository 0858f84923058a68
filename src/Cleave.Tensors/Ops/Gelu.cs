using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = x·Φ(x) with the exact (erf) normal distribution function; dx = dy·(Φ(x) + x·φ(x)).</summary>
internal sealed class Gelu(long count) : UnaryOp<Gelu.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "GeluGradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => SimdMath.Gelu(x);
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => gradient * SimdMath.GeluDerivative(x);
    }
}

/// <summary>y = x·Φ(x) with the exact (erf) normal distribution function.</summary>
public static class GeluSyntax
{
    /// <summary>y = x·Φ(x) with the exact (erf) normal distribution function.</summary>
    public static Tensor Gelu(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Gelu(x.Shape.Count), x.Shape, x);
    }
}
