using System.Runtime.CompilerServices;
using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = clamp(x, 0, 1); dx = dy on (0, 1]; 0 above; at or below 0, leak·dy if dy &lt; 0 (descent would raise x), else 0 (VPD, leaky hard sigmoids).</summary>
internal sealed class LowerLeakyHardSigmoid(float leak, long count) : UnaryOp<LowerLeakyHardSigmoid.Forward>(default, count)
{
    internal override bool IsElementwise => false;   // its gradient depends on the sign of the incoming one, so it has no slope

    public float Leak => leak;

    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(leak), "LowerLeakyHardSigmoidGradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.Min(V.Max(x, V.Fill(0f)), V.Fill(1f));
    }

    internal readonly struct Backward(float leak) : IBinary
    {
        public float Leak => leak;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, V.Fill(1f)), V.Fill(0f), V.Select(V.Greater(x, V.Fill(0f)), gradient, V.Min(gradient, V.Fill(0f)) * V.Fill(leak)));
    }
}

/// <summary>The squashing that feeds every mask: reconstruction can revive a dead subcomponent but never push one past 1.</summary>
public static class LowerLeakyHardSigmoidSyntax
{
    /// <summary>y = clamp(x, 0, 1).</summary>
    public static Tensor LowerLeakyHardSigmoid(this Tensor x, float leak)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new LowerLeakyHardSigmoid(leak, x.Shape.Count), x.Shape, x);
    }
}
