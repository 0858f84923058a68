namespace Cleave.Tensors.Ops;

/// <summary>Axes in another order, numbers moved; the gradient is moved back.</summary>
internal sealed class Transpose(Shape from, int[] order) : Op
{
    // Not in Run, which may not allocate.
    private readonly long[] _strides = Array.ConvertAll(order, axis => Shape.Create(from.Sizes[(axis + 1)..]).Count);

    public int[] Order => order;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        var rank = order.Length;
        Span<int> index = stackalloc int[rank];
        var count = from.Count;
        var source = 0L;
        for (var i = 0L; i < count; i++)
        {
            call.Output[i] = call[0][source];
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                source += _strides[axis];
                if (++index[axis] < from[order[axis]])
                    break;
                source -= _strides[axis] * from[order[axis]];
                index[axis] = 0;
            }
        }
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var back = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            back[order[i]] = i;
        return [gradient.Transpose(back)];
    }
}

/// <summary>Reordering axes and repeating.</summary>
public static class TransposeSyntax
{
    /// <summary>The axes in the given order.</summary>
    /// <exception cref="ShapeException">When the order is not a permutation of the axes.</exception>
    public static Tensor Transpose(this Tensor x, params int[] order)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(order);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Rank)))
            throw new ShapeException($"Transpose: ({string.Join(", ", order)}) does not order the axes of {x.Shape}.");
        var from = x.Shape;
        return x.Graph.Append(new Transpose(from, order), Shape.Create([.. order.Select(a => from[a])]), x);
    }

    /// <summary>Each innermost entry <paramref name="times"/> times in a row, on a new innermost axis: [..] becomes [.., times].</summary>
    public static Tensor Repeat(this Tensor x, int times)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Reshape(x.Shape.Append(1)).StretchTo(x.Shape.Append(times));
    }
}
