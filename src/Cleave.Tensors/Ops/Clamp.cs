using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = min(max(x, low), high); dx = dy strictly inside, else 0.</summary>
internal sealed class Clamp(float low, float high, long count) : UnaryOp<Clamp.Forward>(new Forward(low, high), count)
{
    public float Low => low;

    public float High => high;

    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(low, high), "ClampGradient", gradient, x);

    internal readonly struct Forward(float low, float high) : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Min(V.Max(x, V.Fill(low)), V.Fill(high));
    }

    internal readonly struct Backward(float low, float high) : IBinary
    {
        public float Low => low;

        public float High => high;

        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => V.Select(V.And(V.Greater(x, V.Fill(low)), V.Greater(V.Fill(high), x)), gradient, V.Fill(0f));
    }
}

/// <summary>y = min(max(x, low), high).</summary>
public static class ClampSyntax
{
    /// <summary>y = min(max(x, low), high).</summary>
    public static Tensor Clamp(this Tensor x, float low, float high)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Clamp(low, high, x.Shape.Count), x.Shape, x);
    }
}
