using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = scale·x + shift with fixed numbers; dx = scale·dy.</summary>
internal sealed class Affine(float scale, float shift, long count) : UnaryOp<Affine.Forward>(new Forward(scale, shift), count)
{
    public float Scale => scale;

    public float Shift => shift;

    public static Tensor Of(Tensor x, float scale, float shift)
    {
        ArgumentNullException.ThrowIfNull(x);
        return scale == 1f && shift == 0f ? x : x.Graph.Append(new Affine(scale, shift, x.Shape.Count), x.Shape, x);
    }

    protected override Tensor Derivative(Tensor x, Tensor y, Tensor gradient) => Of(gradient, scale, 0f);

    internal readonly struct Forward(float scale, float shift) : IUnary
    {
        public V Invoke<V>(V x)
            where V : unmanaged, ISimd<V> => V.MultiplyAdd(V.Fill(scale), x, V.Fill(shift));
    }
}
