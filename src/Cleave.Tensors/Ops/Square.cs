using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = x²; dx = 2x·dy.</summary>
internal sealed class Square(long count) : UnaryOp<Square.Forward>(new Forward(), count)
{
    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => ZipOp<Backward>.Of(new Backward(), "SquareGradient", gradient, x);

    internal readonly struct Forward : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => x * x;
    }

    internal readonly struct Backward : IBinary
    {
        public V Invoke<V>(V gradient, V x)
            where V : unmanaged, ISimd<V> => gradient * (x + x);
    }
}

/// <summary>y = x².</summary>
public static class SquareSyntax
{
    /// <summary>y = x².</summary>
    public static Tensor Square(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Graph.Append(new Square(x.Shape.Count), x.Shape, x);
    }
}
