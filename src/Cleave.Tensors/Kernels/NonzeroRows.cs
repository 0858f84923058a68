using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// The rows of a matrix that are not 0 in each of some neighbouring columns, and those that are. Inputs of toys are sparse: with five features,
/// each there one time in twenty, three rows of four are 0, and what a function of one number makes of 0 need be computed only once.
/// </summary>
internal readonly unsafe struct NonzeroRows
{
    private readonly int* _places;   // first the rows that are not 0, then the others
    private readonly int _nonzero;
    private readonly int _rows;

    /// <summary>Looks at the rows; where fewer than half are 0 all count as not.</summary>
    /// <param name="matrix">Its first row and first of the columns.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="places">Room for as many numbers.</param>
    public NonzeroRows(float* matrix, nint stride, int columns, int rows, int* places)
    {
        _places = places;
        _rows = rows;
        _nonzero = Split(matrix, stride, columns, rows, places);
        if (2 * _nonzero <= rows)
            return;
        _nonzero = rows;
        for (var r = 0; r < rows; r++)
            places[r] = r;
    }

    /// <summary>The rows to compute: those that are not 0 and, after them, one for all that are, if there are any.</summary>
    public int Count => _nonzero + (AnyZero ? 1 : 0);

    /// <summary>Whether there are rows of 0, for which the last one of <see cref="Count"/> stands.</summary>
    public bool AnyZero => _nonzero < _rows;

    /// <summary>A column's values in the rows to compute; the last one, which stands for rows of 0, is left to the caller.</summary>
    public void Gather(float* column, nint stride, float* values)
    {
        for (var i = 0; i < _nonzero; i++)
            values[i] = column[_places[i] * stride];
    }

    /// <summary>Back into a column; rows of 0 stay as they are.</summary>
    public void Scatter(float* values, float* column, nint stride)
    {
        for (var i = 0; i < _nonzero; i++)
            column[_places[i] * stride] = values[i];
    }

    /// <summary>Sums the columns of another matrix over the rows of 0, a few rows at a time so that long sums stay exact.</summary>
    public void SumZeros(float* matrix, nint stride, int columns, float* sums)
    {
        const int Together = 64;
        new Span<float>(sums, columns).Clear();
        var some = stackalloc float[columns];
        for (var begin = _nonzero; begin < _rows; begin += Together)
        {
            new Span<float>(some, columns).Clear();
            for (var i = begin; i < Math.Min(begin + Together, _rows); i++)
                Add(matrix + (_places[i] * stride), some, columns);
            Add(some, sums, columns);
        }
    }

    /// <summary>Sets each row of 0 to the values, one a column, times the row of another matrix where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SetZeros(float* values, float* factors, float* matrix, nint stride, int columns)
    {
        for (var i = _nonzero; i < _rows; i++)
        {
            float* to = matrix + (_places[i] * stride), factor = factors is null ? null : factors + (_places[i] * stride);
            var j = 0;
            for (; j + 4 <= columns; j += 4)
                (factor is null ? Vector128.Load(values + j) : Vector128.Load(values + j) * Vector128.Load(factor + j)).Store(to + j);
            for (; j < columns; j++)
                to[j] = factor is null ? values[j] : values[j] * factor[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Split(float* matrix, nint stride, int columns, int rows, int* places)
    {
        var (nonzero, zero) = (0, rows);
        for (var r = 0; r < rows && 2 * nonzero <= rows; r++)
        {
            // A row goes to both ends, of which the one that does not move is written over: no branch to guess wrong.
            var some = IsNonzero(matrix + (r * stride), columns) ? 1 : 0;
            places[zero - 1] = r;
            places[nonzero] = r;
            zero -= 1 - some;
            nonzero += some;
        }

        return nonzero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNonzero(float* row, int columns)
    {
        if (Vector512.IsHardwareAccelerated && columns == Vector512<float>.Count)
            return !Vector512.EqualsAll(Vector512.Load(row), Vector512<float>.Zero);
        var j = 0;
        var some = Vector128<int>.Zero;
        for (; j + 4 <= columns; j += 4)
            some |= ~Vector128.Equals(Vector128.Load(row + j), Vector128<float>.Zero).AsInt32();
        var any = some != Vector128<int>.Zero;
        for (; j < columns; j++)
            any |= row[j] != 0f;
        return any;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* values, float* sums, int columns)
    {
        var j = 0;
        for (; j + 4 <= columns; j += 4)
            (Vector128.Load(sums + j) + Vector128.Load(values + j)).Store(sums + j);
        for (; j < columns; j++)
            sums[j] += values[j];
    }
}
