using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>z = xʸ for x ≥ 0 with broadcasting; dx = dz·y·xʸ⁻¹, dy = dz·z·ln x.</summary>
internal sealed class Pow(Shape x, Shape y, Shape result) : BinaryOp<Pow.Forward>(default, x, y, result)
{
    private readonly bool _sharedExponent = y.Count == 1 && x.Count == result.Count;

    public static Tensor Of(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Shape.Broadcast(x.Shape, y.Shape, "Pow");
        return x.Graph.Append(new Pow(x.Shape, y.Shape, shape), shape, x, y);
    }

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        // Penalties ask for the powers 1 and 2 and their gradients for 0 and 1: those need no logarithm.
        if (_sharedExponent && *call[1] is 0f or 1f or 2f)
            Elementwise.Map(cpu.Workers, new Whole(*call[1]), call[0], call.Output, Count);
        else
            base.Run(cpu, call);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (x, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? (gradient * y * Of(x, y - 1f)).SumTo(x.Shape) : null,
            wanted[1] ? (gradient * result * x.Log()).SumTo(y.Shape) : null,
        ];
    }

    private readonly struct Whole(float exponent) : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V>
        {
            var power = exponent switch { 0f => V.Fill(1f), 1f => x, _ => x * x };
            return V.Select(V.GreaterOrEqual(x, V.Fill(0f)), power, V.Fill(float.NaN));
        }
    }

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => SimdMath.Pow(x, y);
    }
}

/// <summary>Powers.</summary>
public static class PowSyntax
{
    /// <summary>xʸ for x ≥ 0, with broadcasting.</summary>
    public static Tensor Pow(this Tensor x, Tensor exponent) => Ops.Pow.Of(x, exponent);
}
