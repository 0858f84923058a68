namespace Cleave.Decomposition.Evaluation;

/// <summary>An orthonormal basis of the span of some vectors.</summary>
internal static class OrthonormalBasis
{
    private const double Negligible = 0.05;

    /// <summary>
    /// Gram–Schmidt, always with the vector that has most left; it ends when no vector keeps 5 % of the longest one's length, so that noise adds
    /// no dimension.
    /// </summary>
    public static IReadOnlyList<double[]> Of(IReadOnlyList<float[]> vectors)
    {
        var left = vectors.Select(v => v.Select(x => (double)x).ToArray()).ToList();
        var basis = new List<double[]>();
        var longest = left.Select(Norm).DefaultIfEmpty(0).Max();
        while (left.MaxBy(Norm) is { } next && Norm(next) is var norm && norm > Negligible * longest)
        {
            double[] direction = [.. next.Select(x => x / norm)];
            basis.Add(direction);
            foreach (var vector in left)
                Subtract(vector, direction);
        }

        return basis;
    }

    private static void Subtract(double[] from, double[] direction)
    {
        var along = from.Zip(direction, (a, b) => a * b).Sum();
        for (var i = 0; i < from.Length; i++)
            from[i] -= along * direction[i];
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));
}
