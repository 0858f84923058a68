using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = max(x, 0); dx = dy where x &gt; 0, else 0.</summary>
internal sealed class Relu(long count) : UnaryOp<Relu.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "ReluGradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Max(x, V.Fill(0f));
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, V.Fill(0f)), gradient, V.Fill(0f));
    }
}

/// <summary>y = max(x, 0).</summary>
public static class ReluSyntax
{
    /// <summary>y = max(x, 0).</summary>
    public static Tensor Relu(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Relu(x.Shape.Count), x.Shape, x);
    }
}
