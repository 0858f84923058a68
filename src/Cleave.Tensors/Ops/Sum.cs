using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>y = Σ x over one block of neighbouring axes; dx = dy stretched over them.</summary>
internal sealed class Sum(int outer, int reduce, int inner) : Op
{
    public (int Outer, int Reduce, int Inner) Extents => (outer, reduce, inner);

    internal override double Flops(Tensor result) => (double)outer * reduce * inner;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        Kernels.Reduce.SumMiddle(cpu.Workers, call[0], call.Output, outer, reduce, inner);

    internal override Cut? CutInto(Tensor result, int strips) =>
        outer % strips == 0 ? new Cut(new Sum(outer / strips, reduce, inner)) : null;

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var x = result.Inputs[0].Shape;
        return [gradient.Reshape([outer, 1, inner]).StretchTo([outer, reduce, inner]).Reshape(x)];
    }
}

/// <summary>y = x stretched to a larger shape; dx = dy summed over what was stretched.</summary>
internal sealed class Stretch(Shape from, Shape to) : Op
{
    private readonly BroadcastPlan _plan = new(to.Sizes, from.Sizes.ToArray(), from.Sizes.ToArray());

    internal override Cut? CutInto(Tensor result, int strips) => StripSizes.Of(result, strips) is { } sizes
        ? new Cut(new Stretch(Shape.Create(sizes.Operands[0]), Shape.Create(sizes.Result)), sizes.Whole)
        : null;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) => _plan.Run(cpu.Workers, default(First), call[0], call[0], call.Output);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) => [gradient.SumTo(from)];

    private readonly struct First : IBinary
    {
        public V Invoke<V>(V x, V y)
            where V : unmanaged, ISimd<V> => x;
    }
}

/// <summary>Sums and means.</summary>
public static class SumSyntax
{
    /// <summary>The sum of all elements, a scalar.</summary>
    public static Tensor Sum(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank == 0 ? x : Over(x, 1, checked((int)x.Shape.Count), 1, Shape.Scalar);
    }

    /// <summary>The mean of all elements, a scalar.</summary>
    public static Tensor Mean(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Sum() / x.Shape.Count;
    }

    /// <summary>The sum over the innermost axis: [.., n] becomes [..].</summary>
    public static Tensor SumLast(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var shape = x.Shape.WithoutLast();
        return Over(x, checked((int)shape.Count), x.Shape.Last, 1, shape);
    }

    /// <summary>The sum over all axes but the innermost: [.., n] becomes [n].</summary>
    public static Tensor SumRows(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.SumTo([x.Shape.Last]);
    }

    /// <summary>The sum over one axis, which disappears.</summary>
    public static Tensor SumOver(this Tensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        var sizes = x.Shape.Sizes;
        return Over(x, (int)Shape.Create(sizes[..axis]).Count, sizes[axis], (int)Shape.Create(sizes[(axis + 1)..]).Count,
            [.. sizes[..axis], .. sizes[(axis + 1)..]]);
    }

    /// <summary>The mean over one axis, which disappears.</summary>
    public static Tensor MeanOver(this Tensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.SumOver(axis) / x.Shape[axis];
    }

    /// <summary>The sum over the axes along which <paramref name="shape"/> would have to be stretched to become this one.</summary>
    /// <exception cref="ShapeException">When <paramref name="shape"/> does not stretch to this value's shape.</exception>
    public static Tensor SumTo(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape == shape)
            return x;
        if (shape.Rank > x.Shape.Rank || Shape.Broadcast(x.Shape, shape, "SumTo") != x.Shape)
            throw new ShapeException($"SumTo: {shape} does not stretch to {x.Shape}.");
        if (shape.Count == 1)
            return x.Sum().Reshape(shape);
        var padded = Shape.Create([.. Enumerable.Repeat(1, x.Shape.Rank - shape.Rank), .. shape.Sizes]);
        while (x.Shape != padded)
            x = SumFirstBlock(x, padded);
        return x.Reshape(shape);
    }

    /// <summary>This value repeated along axes of size 1 (or missing in front) up to a larger shape.</summary>
    /// <exception cref="ShapeException">When an axis is neither equal nor 1.</exception>
    public static Tensor StretchTo(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape == shape)
            return x;
        return Shape.Broadcast(x.Shape, shape, "StretchTo") == shape
            ? x.Graph.Append(new Stretch(x.Shape, shape), shape, x)
            : throw new ShapeException($"StretchTo: {x.Shape} does not stretch to {shape}.");
    }

    private static Tensor SumFirstBlock(Tensor x, Shape target)
    {
        var begin = 0;
        while (x.Shape[begin] == target[begin])
            begin++;
        var end = begin;
        while (end < x.Shape.Rank && target[end] == 1)
            end++;
        var sizes = x.Shape.Sizes;
        var shape = Shape.Create([.. sizes[..begin], .. Enumerable.Repeat(1, end - begin), .. sizes[end..]]);
        return Over(x, (int)Shape.Create(sizes[..begin]).Count, (int)Shape.Create(sizes[begin..end]).Count, (int)Shape.Create(sizes[end..]).Count, shape);
    }

    private static Tensor Over(Tensor x, int outer, int reduce, int inner, Shape shape) =>
        x.Graph.Append(new Sum(outer, reduce, inner), shape, x);
}
