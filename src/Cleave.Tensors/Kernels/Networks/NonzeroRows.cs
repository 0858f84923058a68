using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>
/// The rows of a matrix that are not 0 in each of some neighbouring columns, and those that are. Inputs of toys are sparse: with five features,
/// each there one time in twenty, three rows of four are 0, and what a function of one number makes of 0 need be computed only once.
/// </summary>
internal readonly unsafe struct NonzeroRows
{
    /// <summary>Neighbouring columns that are read together.</summary>
    public const int Together = 4;

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

    /// <summary>The values of some columns, at most <see cref="Together"/>, in the rows to compute; the last one, which stands for rows of 0, is left to the caller.</summary>
    /// <param name="matrix">The first of the columns.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="values">Where they go, a column after the other.</param>
    /// <param name="apart">From one column's values to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(float* matrix, nint stride, int columns, float* values, nint apart)
    {
        var i = 0;
        for (; columns == Together && i + Together <= _nonzero; i += Together)
        {
            var (a, b, c, d) = Transpose(
                Vector128.Load(matrix + (_places[i] * stride)), Vector128.Load(matrix + (_places[i + 1] * stride)),
                Vector128.Load(matrix + (_places[i + 2] * stride)), Vector128.Load(matrix + (_places[i + 3] * stride)));
            a.Store(values + i);
            b.Store(values + apart + i);
            c.Store(values + (2 * apart) + i);
            d.Store(values + (3 * apart) + i);
        }

        for (; i < _nonzero; i++)
        {
            for (var column = 0; column < columns; column++)
                values[(column * apart) + i] = matrix[(_places[i] * stride) + column];
        }
    }

    /// <summary>Back into the columns; rows of 0 stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scatter(float* values, nint apart, float* matrix, nint stride, int columns)
    {
        var i = 0;
        for (; columns == Together && i + Together <= _nonzero; i += Together)
        {
            var (a, b, c, d) = Transpose(
                Vector128.Load(values + i), Vector128.Load(values + apart + i), Vector128.Load(values + (2 * apart) + i), Vector128.Load(values + (3 * apart) + i));
            a.Store(matrix + (_places[i] * stride));
            b.Store(matrix + (_places[i + 1] * stride));
            c.Store(matrix + (_places[i + 2] * stride));
            d.Store(matrix + (_places[i + 3] * stride));
        }

        for (; i < _nonzero; i++)
        {
            for (var column = 0; column < columns; column++)
                matrix[(_places[i] * stride) + column] = values[(column * apart) + i];
        }
    }

    /// <summary>Sums the columns of another matrix over the rows of 0.</summary>
    public void SumZeros<V>(float* matrix, nint stride, int columns, float* sums)
        where V : unmanaged, ISimd<V>
    {
        var column = 0;
        for (; column + V.Width <= columns; column += V.Width)
            SumColumns<V>(matrix + column, stride, sums + column);
        for (; column + V128.Width <= columns; column += V128.Width)
            SumColumns<V128>(matrix + column, stride, sums + column);
        for (; column < columns; column++)
            SumColumns<V1>(matrix + column, stride, sums + column);
    }

    /// <summary>Sets each row of 0 to the values, one a column, times the row of another matrix where there is one.</summary>
    public void SetZeros<V>(float* values, float* factors, float* matrix, nint stride, int columns)
        where V : unmanaged, ISimd<V>
    {
        var column = 0;
        for (; column + V.Width <= columns; column += V.Width)
            SetColumns<V>(V.Load(values + column), factors == null ? null : factors + column, matrix + column, stride);
        for (; column + V128.Width <= columns; column += V128.Width)
            SetColumns<V128>(V128.Load(values + column), factors == null ? null : factors + column, matrix + column, stride);
        for (; column < columns; column++)
            SetColumns<V1>(V1.Load(values + column), factors == null ? null : factors + column, matrix + column, stride);
    }

    // A few rows at a time, so that long sums stay exact.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumColumns<V>(float* matrix, nint stride, float* sums)
        where V : unmanaged, ISimd<V>
    {
        const int RowsTogether = 64;
        var sum = V.Fill(0f);
        for (var begin = _nonzero; begin < _rows; begin += RowsTogether)
        {
            var some = V.Fill(0f);
            for (var i = begin; i < Math.Min(begin + RowsTogether, _rows); i++)
                some += V.Load(matrix + (_places[i] * stride));
            sum += some;
        }

        sum.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetColumns<V>(V value, float* factors, float* matrix, nint stride)
        where V : unmanaged, ISimd<V>
    {
        if (factors == null)
        {
            for (var i = _nonzero; i < _rows; i++)
                value.Store(matrix + (_places[i] * stride));
            return;
        }

        for (var i = _nonzero; i < _rows; i++)
            (value * V.Load(factors + (_places[i] * stride))).Store(matrix + (_places[i] * stride));
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

    // All bits of a number but its sign say whether it is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNonzero(float* row, int columns)
    {
        var numbers = (int*)row;
        var j = 0;
        var eight = Vector256<int>.Zero;
        for (; j + Vector256<int>.Count <= columns; j += Vector256<int>.Count)
            eight |= Vector256.Load(numbers + j);
        var four = eight.GetLower() | eight.GetUpper();
        for (; j + Vector128<int>.Count <= columns; j += Vector128<int>.Count)
            four |= Vector128.Load(numbers + j);
        var one = 0;
        for (; j < columns; j++)
            one |= numbers[j];
        return !Vector128.EqualsAll((four | Vector128.Create(one)) << 1, Vector128<int>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        var lowAb = GemmLanes128.Interleave(a, b, upper: false, pairs: false);
        var highAb = GemmLanes128.Interleave(a, b, upper: true, pairs: false);
        var lowCd = GemmLanes128.Interleave(c, d, upper: false, pairs: false);
        var highCd = GemmLanes128.Interleave(c, d, upper: true, pairs: false);
        return (GemmLanes128.Interleave(lowAb, lowCd, upper: false, pairs: true), GemmLanes128.Interleave(lowAb, lowCd, upper: true, pairs: true),
            GemmLanes128.Interleave(highAb, highCd, upper: false, pairs: true), GemmLanes128.Interleave(highAb, highCd, upper: true, pairs: true));
    }
}
