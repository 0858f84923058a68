namespace Cleave.Runs.Checkpoints;

/// <summary>
/// Copies the values of an array, from <paramref name="offset"/> in row-major order, until <paramref name="destination"/> is full.
/// </summary>
public delegate void CopyValues(long offset, Span<float> destination);

/// <summary>An array to be saved: its values are pulled in pieces, so native memory needs no managed copy.</summary>
public sealed record SavedArray(string Name, IReadOnlyList<int> Shape, CopyValues Copy)
{
    /// <summary>The number of values.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>An array whose values already lie in managed memory.</summary>
    public static SavedArray Of(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> values) =>
        new(name, shape, (offset, destination) => values.Span.Slice((int)offset, destination.Length).CopyTo(destination));
}
