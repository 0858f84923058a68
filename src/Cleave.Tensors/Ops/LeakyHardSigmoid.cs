using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = leak·x at or below 0, x inside (0, 1], 1 above; dx = leak·dy, dy, 0 on the three pieces (SPD, leaky hard sigmoids).</summary>
internal sealed class LeakyHardSigmoid(float leak, long count) : UnaryOp<LeakyHardSigmoid.Forward>(new Forward(leak), count)
{
    public float Leak => leak;

    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(leak), "LeakyHardSigmoidGradient", gradient, x);

    internal readonly struct Forward(float leak) : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, V.Fill(0f)), V.Min(x, V.Fill(1f)), x * V.Fill(leak));
    }

    internal readonly struct Backward(float leak) : IBinary
    {
        public float Leak => leak;

        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, V.Fill(1f)), V.Fill(0f), V.Select(V.Greater(x, V.Fill(0f)), gradient, gradient * V.Fill(leak)));
    }
}

/// <summary>The squashing that fed masks in the SPD paper: below 0 it really leaks, forward and backward.</summary>
public static class LeakyHardSigmoidSyntax
{
    /// <summary>y = leak·x at or below 0, x up to 1, 1 above.</summary>
    public static Tensor LeakyHardSigmoid(this Tensor x, float leak)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new LeakyHardSigmoid(leak, x.Shape.Count), x.Shape, x);
    }
}
