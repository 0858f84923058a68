namespace Cleave.Tensors.Kernels;

/// <summary>
/// Dimensions of a broadcast after merging neighbours that every operand walks alike: an inner row, where an operand
/// moves by 1 or stands still, rows around it, and what is outside those. Strides are in elements, 0 where broadcast.
/// </summary>
internal sealed class BroadcastDims
{
    private const int MostDims = 6;

    private readonly long[] _outer;
    private readonly long[][] _outerStrides;

    /// <summary>Lines up the operands at their last dimensions, as numpy does.</summary>
    /// <exception cref="ArgumentException">When an operand does not broadcast to <paramref name="result"/>.</exception>
    public BroadcastDims(ReadOnlySpan<int> result, params int[][] operands)
    {
        if (result.Length > MostDims)
            throw new ArgumentException($"At most {MostDims} dimensions can be broadcast, not {result.Length}.", nameof(result));
        var strides = new long[operands.Length][];
        for (var k = 0; k < operands.Length; k++)
            strides[k] = Align(result, operands[k]);

        var sizes = new List<long>();
        var merged = operands.Select(_ => new List<long>()).ToArray();
        for (var d = 0; d < result.Length; d++)
        {
            if (result[d] == 1)
                continue;
            var joins = sizes.Count > 0;
            for (var k = 0; k < operands.Length && joins; k++)
                joins = merged[k][^1] == strides[k][d] * result[d];
            if (joins)
                sizes[^1] = checked(sizes[^1] * result[d]);
            else
                sizes.Add(result[d]);
            for (var k = 0; k < operands.Length; k++)
            {
                if (joins)
                    merged[k][^1] = strides[k][d];
                else
                    merged[k].Add(strides[k][d]);
            }
        }

        Inner = Take(sizes, 1L);
        InnerMoves = merged.Select(s => Take(s, 0L) != 0).ToArray();
        Rows = Take(sizes, 1L);
        RowStrides = merged.Select(s => Take(s, 0L)).ToArray();
        _outer = [.. sizes];
        _outerStrides = merged.Select(s => s.ToArray()).ToArray();
        AllRows = Rows;
        foreach (var size in _outer)
            AllRows = checked(AllRows * size);
    }

    /// <summary>Length of a row.</summary>
    public long Inner { get; }

    /// <summary>Whether an operand moves along the row.</summary>
    public bool[] InnerMoves { get; }

    /// <summary>Rows that follow each other at a constant distance in every operand.</summary>
    public long Rows { get; }

    /// <summary>That distance for each operand.</summary>
    public long[] RowStrides { get; }

    /// <summary>All rows of the result.</summary>
    public long AllRows { get; }

    /// <summary>Where an operand stands at the beginning of a row.</summary>
    public long Offset(int operand, long row)
    {
        var offset = row % Rows * RowStrides[operand];
        var rest = row / Rows;
        for (var d = _outer.Length - 1; d >= 0 && rest > 0; d--)
        {
            offset += rest % _outer[d] * _outerStrides[operand][d];
            rest /= _outer[d];
        }

        return offset;
    }

    private static long[] Align(ReadOnlySpan<int> result, int[] operand)
    {
        var missing = result.Length - operand.Length;
        var strides = new long[result.Length];
        long stride = 1;
        for (var d = operand.Length - 1; d >= 0; d--)
        {
            if (missing < 0 || (operand[d] != 1 && operand[d] != result[missing + d]))
            {
                var target = string.Join(", ", result.ToArray());
                throw new ArgumentException($"[{string.Join(", ", operand)}] does not broadcast to [{target}].", nameof(operand));
            }

            strides[missing + d] = operand[d] == 1 ? 0 : stride;
            stride *= operand[d];
        }

        return strides;
    }

    private static long Take(List<long> list, long otherwise)
    {
        if (list.Count == 0)
            return otherwise;
        var last = list[^1];
        list.RemoveAt(list.Count - 1);
        return last;
    }
}
