using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>u = y where the condition is not 0, else z, with broadcasting; dy and dz are du where each was chosen.</summary>
internal sealed class Where(Shape condition, Shape y, Shape z, Shape result) : TernaryOp<Where.Forward>(default, condition, y, z, result)
{
    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var (condition, y, z) = (result.Inputs[0], result.Inputs[1], result.Inputs[2]);
        var zero = gradient.Graph.Fill(0f, Shape.Scalar);
        return
        [
            null,
            wanted[1] ? condition.Where(gradient, zero).SumTo(y.Shape) : null,
            wanted[2] ? condition.Where(zero, gradient).SumTo(z.Shape) : null,
        ];
    }

    internal readonly struct Forward : ITernary
    {
        public V Invoke<V>(V x, V y, V z)
            where V : unmanaged, ISimd<V> => V.Select(V.Equal(x, V.Fill(0f)), z, y);
    }
}

/// <summary>Choosing between two values.</summary>
public static class WhereSyntax
{
    /// <summary>y where this is not 0, else z, with broadcasting.</summary>
    public static Tensor Where(this Tensor condition, Tensor y, Tensor z)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        var shape = Shape.Broadcast(Shape.Broadcast(condition.Shape, y.Shape, "Where"), z.Shape, "Where");
        return condition.Graph.Append(new Where(condition.Shape, y.Shape, z.Shape, shape), shape, condition, y, z);
    }
}
