using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = 0 below 0, x inside [0, 1], 1 + leak·(x − 1) above; dx = 0, dy, leak·dy on the three pieces (VPD, leaky hard sigmoids).</summary>
internal sealed class UpperLeakyHardSigmoid(float leak, long count) : UnaryOp<UpperLeakyHardSigmoid.Forward>(new Forward(leak), count)
{
    public float Leak => leak;

    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(leak), "UpperLeakyHardSigmoidGradient", gradient, x);

    internal readonly struct Forward(float leak) : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Min(V.Max(x, V.Fill(0f)), V.MultiplyAdd(V.Fill(leak), V.Max(x, V.Fill(0f)), V.Fill(1f - leak)));
    }

    internal readonly struct Backward(float leak) : IBinary
    {
        public float Leak => leak;

        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, V.Fill(1f)), gradient * V.Fill(leak), V.Select(V.Greater(x, V.Fill(0f)), gradient, V.Fill(0f)));
    }
}

/// <summary>The squashing that feeds minimality: sparsity pressure can pull a saturated importance down.</summary>
public static class UpperLeakyHardSigmoidSyntax
{
    /// <summary>y = 0 below 0, x inside [0, 1], 1 + leak·(x − 1) above.</summary>
    public static Tensor UpperLeakyHardSigmoid(this Tensor x, float leak)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new UpperLeakyHardSigmoid(leak, x.Shape.Count), x.Shape, x);
    }
}
