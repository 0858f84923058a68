namespace Cleave.Tensors.Optimization;

/// <summary>Scales every column of a matrix [rows, columns] to length 1; a column of zeros stays. Allocates only when it is made.</summary>
public sealed class UnitColumns(Variable matrix)
{
    private readonly double[] _lengths = new double[matrix.Shape.Last];

    /// <summary>Scales the columns as they are now.</summary>
    public void Apply()
    {
        var values = matrix.Span;
        var columns = _lengths.Length;
        Array.Clear(_lengths);
        for (var row = 0; row < values.Length; row += columns)
        {
            for (var column = 0; column < columns; column++)
                _lengths[column] += (double)values[row + column] * values[row + column];
        }

        for (var column = 0; column < columns; column++)
            _lengths[column] = _lengths[column] > 0 ? 1 / Math.Sqrt(_lengths[column]) : 1;
        for (var row = 0; row < values.Length; row += columns)
        {
            for (var column = 0; column < columns; column++)
                values[row + column] = (float)(values[row + column] * _lengths[column]);
        }
    }
}
