using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>z = x / y with broadcasting; dx = dz / y, dy = −dz·z / y.</summary>
internal sealed class Divide(Shape x, Shape y, Shape result) : BinaryOp<Divide.Forward>(default, x, y, result)
{
    public static Tensor Of(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Shape.Broadcast(x.Shape, y.Shape, "Divide");
        return x.Graph.Append(new Divide(x.Shape, y.Shape, shape), shape, x, y);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (x, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? (gradient / y).SumTo(x.Shape) : null,
            wanted[1] ? (-(gradient * result / y)).SumTo(y.Shape) : null,
        ];
    }

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => x / y;
    }
}
