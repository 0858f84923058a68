namespace Cleave.Tensors.Ops;

/// <summary>A range of one axis; dx is dy in that range and 0 elsewhere. A range of the outermost axis shares its operand's memory.</summary>
internal sealed class Slice(int outer, int axis, int inner, int start, int length) : Op
{
    public (int Outer, int Axis, int Inner, int Start, int Length) Extents => (outer, axis, inner, start, length);

    internal override int SharesMemoryOf => outer == 1 ? 0 : -1;

    internal override long SharedOffset => (long)start * inner;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        for (var o = 0; o < outer; o++)
            new Span<float>(call[0] + ((((long)o * axis) + start) * inner), length * inner).CopyTo(new Span<float>(call.Output + ((long)o * length * inner), length * inner));
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new Pad(outer, axis, inner, start, length), result.Inputs[0].Shape, gradient)];
}

/// <summary>Zeros around a range of one axis; dx is that range of dy.</summary>
internal sealed class Pad(int outer, int axis, int inner, int start, int length) : Op
{
    public (int Outer, int Axis, int Inner, int Start, int Length) Extents => (outer, axis, inner, start, length);

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        for (var o = 0; o < outer; o++)
        {
            var row = new Span<float>(call.Output + ((long)o * axis * inner), axis * inner);
            row[..(start * inner)].Clear();
            new Span<float>(call[0] + ((long)o * length * inner), length * inner).CopyTo(row[(start * inner)..]);
            row[((start + length) * inner)..].Clear();
        }
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new Slice(outer, axis, inner, start, length), result.Inputs[0].Shape, gradient)];
}

/// <summary>Several tensors side by side along one axis; each gets its range of the gradient.</summary>
internal sealed class Concat(int outer, int inner, int[] lengths) : Op
{
    public (int Outer, int Inner, int[] Lengths) Extents => (outer, inner, lengths);

    internal override unsafe void Run(CpuDevice cpu, in OpCall call)
    {
        var total = lengths.Sum();
        var start = 0;
        for (var part = 0; part < lengths.Length; part++)
        {
            var width = lengths[part] * inner;
            for (var o = 0; o < outer; o++)
                new Span<float>(call[part] + ((long)o * width), width).CopyTo(new Span<float>(call.Output + ((((long)o * total) + start) * inner), width));
            start += lengths[part];
        }
    }

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted)
    {
        var total = lengths.Sum();
        var start = 0;
        var shares = new Tensor?[lengths.Length];
        for (var part = 0; part < lengths.Length; part++)
        {
            if (wanted[part])
                shares[part] = result.Graph.Append(new Slice(outer, total, inner, start, lengths[part]), result.Inputs[part].Shape, gradient);
            start += lengths[part];
        }

        return shares;
    }
}

/// <summary>Taking tensors apart and putting them together.</summary>
public static class SliceSyntax
{
    /// <summary>A range of one axis.</summary>
    /// <exception cref="ShapeException">When the range leaves the axis.</exception>
    public static Tensor Slice(this Tensor x, int axis, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (axis < 0 || axis >= x.Shape.Rank || start < 0 || length < 0 || start + length > x.Shape[axis])
            throw new ShapeException($"Slice: {start}..{start + length} of axis {axis} leaves {x.Shape}.");
        var sizes = x.Shape.Sizes;
        var op = new Slice((int)Shape.Create(sizes[..axis]).Count, sizes[axis], (int)Shape.Create(sizes[(axis + 1)..]).Count, start, length);
        return x.Graph.Append(op, [.. sizes[..axis], length, .. sizes[(axis + 1)..]], x);
    }

    /// <summary>
    /// A range of the gradient of several results in one row of numbers, or null where it is all zeros: the gradient of one result comes with
    /// zeros around it.
    /// </summary>
    internal static Tensor? OfGradient(Tensor gradient, int start, int length)
    {
        if (gradient.Op is not Pad { Extents: var (_, _, inner, first, count) } || inner != 1)
            return gradient.Slice(0, start, length);
        if (first == start && count == length)
            return gradient.Inputs[0];
        return first + count <= start || start + length <= first ? null : gradient.Slice(0, start, length);
    }

    /// <summary>Cuts one axis into pieces of the given lengths.</summary>
    /// <exception cref="ShapeException">When they do not add up to the axis.</exception>
    public static Tensor[] Split(this Tensor x, int axis, params IReadOnlyList<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.Sum() != x.Shape[axis])
            throw new ShapeException($"Split: lengths {string.Join(" + ", lengths)} do not add up to axis {axis} of {x.Shape}.");
        var start = 0;
        return [.. lengths.Select(length => x.Slice(axis, (start += length) - length, length))];
    }

    /// <summary>Tensors side by side along one axis.</summary>
    /// <exception cref="ShapeException">When they differ on another axis.</exception>
    public static Tensor Concat(this IReadOnlyList<Tensor> parts, int axis)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var first = parts[0].Shape;
        foreach (var part in parts)
        {
            var fits = part.Shape.Rank == first.Rank && part.Shape.Sizes[..axis].SequenceEqual(first.Sizes[..axis])
                && part.Shape.Sizes[(axis + 1)..].SequenceEqual(first.Sizes[(axis + 1)..]);
            if (!fits)
                throw new ShapeException($"Concat: {first} and {part.Shape} differ beside axis {axis}.");
        }

        var lengths = parts.Select(p => p.Shape[axis]).ToArray();
        var op = new Concat((int)Shape.Create(first.Sizes[..axis]).Count, (int)Shape.Create(first.Sizes[(axis + 1)..]).Count, lengths);
        return parts[0].Graph.Append(op, [.. first.Sizes[..axis], lengths.Sum(), .. first.Sizes[(axis + 1)..]], [.. parts]);
    }
}
