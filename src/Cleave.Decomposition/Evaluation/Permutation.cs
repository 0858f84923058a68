namespace Cleave.Decomposition.Evaluation;

/// <summary>Orders the columns of a [rows, columns] matrix so that its pattern shows (SPD authors' code, identity error).</summary>
public static class Permutation
{
    private const int GreedyFrom = 500;   // the exact assignment is cubic

    /// <summary>
    /// The column order that makes the diagonal's sum largest: exact for small matrices, greedy from 500 rows or columns on.
    /// Columns beyond the rows follow in their own order.
    /// </summary>
    public static int[] ToIdentity(float[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var chosen = Math.Min(matrix.GetLength(0), matrix.GetLength(1)) >= GreedyFrom ? Greedy(matrix) : Hungarian(matrix);
        var rest = Enumerable.Range(0, matrix.GetLength(1)).Except(chosen);
        return [.. chosen, .. rest];
    }

    /// <summary>Columns by descending sum.</summary>
    public static int[] ByMass(float[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return [.. Enumerable.Range(0, matrix.GetLength(1)).OrderByDescending(c => Enumerable.Range(0, matrix.GetLength(0)).Sum(r => (double)matrix[r, c]))];
    }

    /// <summary>The matrix with its columns in the given order.</summary>
    public static float[,] Apply(float[,] matrix, int[] order)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(order);
        var result = new float[matrix.GetLength(0), order.Length];
        for (var r = 0; r < matrix.GetLength(0); r++)
        {
            for (var c = 0; c < order.Length; c++)
                result[r, c] = matrix[r, order[c]];
        }

        return result;
    }

    /// <summary>For each row in turn the best column still free.</summary>
    public static int[] Greedy(float[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var free = Enumerable.Range(0, matrix.GetLength(1)).ToList();
        var chosen = new List<int>();
        for (var r = 0; r < matrix.GetLength(0) && free.Count > 0; r++)
        {
            var row = r;
            var best = free.MaxBy(c => matrix[row, c]);
            free.Remove(best);
            chosen.Add(best);
        }

        return [.. chosen];
    }

    /// <summary>The exact assignment of rows to columns (Kuhn and Munkres, shortest augmenting paths); rows in order, at most one a column.</summary>
    public static int[] Hungarian(float[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        var n = Math.Max(rows, columns);   // missing rows and columns are padded with zeros
        double Cost(int r, int c) => r < rows && c < columns ? -matrix[r, c] : 0;
        var (rowPotential, columnPotential) = (new double[n + 1], new double[n + 1]);
        var (rowOf, previous) = (new int[n + 1], new int[n + 1]);
        for (var row = 1; row <= n; row++)
        {
            Augment(row, n, Cost, rowPotential, columnPotential, rowOf, previous);
        }

        var columnOf = new int[n];
        for (var c = 1; c <= n; c++)
            columnOf[rowOf[c] - 1] = c - 1;
        return [.. columnOf.Take(rows).Where(c => c < columns)];
    }

    private static void Augment(int row, int n, Func<int, int, double> cost, double[] u, double[] v, int[] rowOf, int[] previous)
    {
        var shortest = Enumerable.Repeat(double.PositiveInfinity, n + 1).ToArray();
        var done = new bool[n + 1];
        rowOf[0] = row;
        var column = 0;
        do
        {
            done[column] = true;
            var (from, step, next) = (rowOf[column], double.PositiveInfinity, 0);
            for (var c = 1; c <= n; c++)
            {
                if (done[c])
                    continue;
                var reduced = cost(from - 1, c - 1) - u[from] - v[c];
                if (reduced < shortest[c])
                    (shortest[c], previous[c]) = (reduced, column);
                if (shortest[c] < step)
                    (step, next) = (shortest[c], c);
            }

            for (var c = 0; c <= n; c++)
            {
                if (done[c])
                    (u[rowOf[c]], v[c]) = (u[rowOf[c]] + step, v[c] - step);
                else
                    shortest[c] -= step;
            }

            column = next;
        }
        while (rowOf[column] != 0);
        for (; column != 0; column = previous[column])
            rowOf[column] = rowOf[previous[column]];
    }
}
