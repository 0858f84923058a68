using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>m = g + (1 − g)·r with broadcasting: a mask from an importance and a source; dg = (1 − r)·dm, dr = (1 − g)·dm.</summary>
internal sealed class Interpolate(Shape g, Shape r, Shape result) : BinaryOp<Interpolate.Forward>(default, g, r, result)
{
    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (g, r) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? TimesComplement.Of(gradient, r).SumTo(g.Shape) : null,
            wanted[1] ? TimesComplement.Of(gradient, g).SumTo(r.Shape) : null,
        ];
    }

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V g, V r)
            where V : unmanaged, ISimd<V> => V.MultiplyAdd(V.Fill(1f) - g, r, g);
    }
}

/// <summary>z = x·(1 − y) with broadcasting.</summary>
internal sealed class TimesComplement(Shape x, Shape y, Shape result) : BinaryOp<TimesComplement.Forward>(default, x, y, result)
{
    public static Tensor Of(Tensor x, Tensor y)
    {
        var shape = Shape.Broadcast(x.Shape, y.Shape, "TimesComplement");
        return x.Graph.Append(new TimesComplement(x.Shape, y.Shape, shape), shape, x, y);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
    [
        wanted[0] ? Of(gradient, result.Inputs[1]).SumTo(result.Inputs[0].Shape) : null,
        wanted[1] ? (-(gradient * result.Inputs[0])).SumTo(result.Inputs[1].Shape) : null,
    ];

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => x * (V.Fill(1f) - y);
    }
}

/// <summary>Masks between an importance and 1.</summary>
public static class InterpolateSyntax
{
    /// <summary>g + (1 − g)·r: at least g, at most 1 for r in [0, 1].</summary>
    public static Tensor Interpolate(this Tensor g, Tensor r)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(r);
        var shape = Shape.Broadcast(g.Shape, r.Shape, "Interpolate");
        return g.Graph.Append(new Interpolate(g.Shape, r.Shape, shape), shape, g, r);
    }
}
