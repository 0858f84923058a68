using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>z = x·y with broadcasting; dx = y·dz, dy = x·dz.</summary>
internal sealed class Multiply(Shape x, Shape y, Shape result) : BinaryOp<Multiply.Forward>(default, x, y, result)
{
    public static Tensor Of(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Shape.Broadcast(x.Shape, y.Shape, "Multiply");
        return x.Graph.Append(new Multiply(x.Shape, y.Shape, shape), shape, x, y);
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (x, y) = (result.Inputs[0], result.Inputs[1]);
        return
        [
            wanted[0] ? (gradient * y).SumTo(x.Shape) : null,
            wanted[1] ? (gradient * x).SumTo(y.Shape) : null,
        ];
    }

    internal readonly struct Forward : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => x * y;
    }
}
