using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>z = x + y with broadcasting; dx = dy = dz, summed over what was stretched.</summary>
internal sealed class Add(Shape x, Shape y, Shape result) : BinaryOp<Add.Forward>(default, x, y, result)
{
    public static Tensor Of(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Shape.Broadcast(x.Shape, y.Shape, "Add");
        return x.Graph.Append(new Add(x.Shape, y.Shape, shape), shape, x, y);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (x, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? (gradient).SumTo(x.Shape) : null,
            wanted[1] ? (gradient).SumTo(y.Shape) : null,
        ];
    }

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => x + y;
    }
}
