using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>z = 1 where x &gt; y, else 0, with broadcasting; no gradient passes.</summary>
internal sealed class Greater(Shape x, Shape y, Shape result) : BinaryOp<Greater.Forward>(default, x, y, result)
{
    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [null, null];

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => V.Select(V.Greater(x, y), V.Fill(1f), V.Fill(0f));
    }
}

/// <summary>Comparisons that give 0 or 1.</summary>
public static class CompareSyntax
{
    /// <summary>1 where x &gt; y, else 0, with broadcasting.</summary>
    public static Tensor Greater(this Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Shape.Broadcast(x.Shape, y.Shape, "Greater");
        return x.Graph.Append(new Greater(x.Shape, y.Shape, shape), shape, x, y);
    }

    /// <summary>1 where x &gt; threshold, else 0.</summary>
    public static Tensor Greater(this Tensor x, float threshold)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Greater(x.Graph.Fill(threshold, Shape.Scalar));
    }
}
