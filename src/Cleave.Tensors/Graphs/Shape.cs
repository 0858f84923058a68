using System.Collections;
using System.Runtime.CompilerServices;

namespace Cleave.Tensors;

/// <summary>The sizes of a row-major tensor, outermost first; rank 0 is a scalar. Sizes of 0 and 1 are allowed.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[]? _sizes;

    private Shape(int[] sizes) => _sizes = sizes;

    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar => default;

    /// <summary>Number of axes.</summary>
    public int Rank => Sizes.Length;

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> Sizes => _sizes ?? [];

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            var count = 1L;
            foreach (var size in Sizes)
                count *= size;
            return count;
        }
    }

    /// <summary>Size of the innermost axis; 1 for a scalar.</summary>
    public int Last => Rank == 0 ? 1 : Sizes[^1];

    /// <summary>Size of one axis.</summary>
    public int this[Index axis] => Sizes[axis];

    /// <summary>Two shapes are equal when all their sizes are.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Two shapes differ when any size does.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>Makes a shape from sizes, outermost first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When a size is negative.</exception>
    public static Shape Create(ReadOnlySpan<int> sizes)
    {
        foreach (var size in sizes)
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(sizes));
        return new Shape(sizes.ToArray());
    }

    /// <summary>This shape with its innermost size replaced.</summary>
    public Shape WithLast(int size)
    {
        var sizes = Sizes.ToArray();
        sizes[^1] = size;
        return new Shape(sizes);
    }

    /// <summary>This shape without its innermost axis.</summary>
    public Shape WithoutLast() => Create(Sizes[..^1]);

    /// <summary>This shape with one more axis innermost.</summary>
    public Shape Append(int size) => Create([.. Sizes, size]);

    /// <summary>The shape two operands broadcast to: aligned at the innermost axis, a size of 1 stretches.</summary>
    /// <exception cref="ShapeException">When two sizes differ and neither is 1.</exception>
    public static Shape Broadcast(Shape left, Shape right, string operation)
    {
        var sizes = new int[Math.Max(left.Rank, right.Rank)];
        for (var back = 1; back <= sizes.Length; back++)
        {
            var a = back <= left.Rank ? left[^back] : 1;
            var b = back <= right.Rank ? right[^back] : 1;
            if (a != b && a != 1 && b != 1)
                throw new ShapeException($"{operation}: shapes {left} and {right} do not broadcast (axis −{back}: {a} against {b}).");
            sizes[^back] = a == 1 ? b : a;
        }

        return new Shape(sizes);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Sizes.SequenceEqual(other.Sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var size in Sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Sizes.ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_sizes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
