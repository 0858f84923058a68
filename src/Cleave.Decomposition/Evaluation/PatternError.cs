namespace Cleave.Decomposition.Evaluation;

/// <summary>How far importances on one-hot inputs, [features, C], are from a known pattern: a count of wrong entries (SPD authors' code, identity error).</summary>
public static class PatternError
{
    /// <summary>
    /// Identity: after the best column order, off-diagonal entries above <paramref name="tolerance"/> plus diagonal entries below 1 − tolerance.
    /// </summary>
    public static int Identity(float[,] importances, float tolerance)
    {
        ArgumentNullException.ThrowIfNull(importances);
        var permuted = Permutation.Apply(importances, Permutation.ToIdentity(importances));
        var errors = Math.Max(0, permuted.GetLength(0) - permuted.GetLength(1));   // features without a column at all
        for (var r = 0; r < permuted.GetLength(0); r++)
        {
            for (var c = 0; c < permuted.GetLength(1); c++)
                errors += (r == c ? permuted[r, c] < 1 - tolerance : permuted[r, c] > tolerance) ? 1 : 0;
        }

        return errors;
    }

    /// <summary>
    /// Dense: of the columns by descending sum, the first <paramref name="columns"/> need at least <paramref name="minimumEntries"/> entries
    /// of 1 − tolerance or more (missing ones count), and every entry above tolerance in the others counts.
    /// </summary>
    public static int Dense(float[,] importances, int columns, float tolerance, int minimumEntries = 1)
    {
        ArgumentNullException.ThrowIfNull(importances);
        var permuted = Permutation.Apply(importances, Permutation.ByMass(importances));
        var errors = 0;
        for (var c = 0; c < permuted.GetLength(1); c++)
        {
            var strong = 0;
            for (var r = 0; r < permuted.GetLength(0); r++)
                strong += permuted[r, c] >= (c < columns ? 1 - tolerance : Math.BitIncrement(tolerance)) ? 1 : 0;
            errors += c < columns ? Math.Max(0, minimumEntries - strong) : strong;
        }

        return errors;
    }
}
