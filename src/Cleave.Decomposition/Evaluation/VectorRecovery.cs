namespace Cleave.Decomposition.Evaluation;

/// <summary>
/// How well single subcomponents reproduce each feature's weight vector (SPD, MMCS and ML2R): for each feature the largest cosine
/// over the counted c of (part of c, part of W), and at that c the ratio of their lengths. The published measure counts
/// all; over the alive ones alone a dead one that points along a feature by chance, with hardly any length, cannot win.
/// </summary>
/// <param name="Mmcs">Mean over features of the largest cosine; ideally 1.</param>
/// <param name="Ml2r">Mean over features of the length ratio at the winner; ideally 1.</param>
public sealed record VectorRecovery(double Mmcs, double Ml2r)
{
    private const double Epsilon = 1e-12;

    /// <summary>Measures recovery of a site.</summary>
    /// <param name="weight">W, [out, in] row-major.</param>
    /// <param name="v">V, [in, C·R] row-major.</param>
    /// <param name="u">U, [C·R, out] row-major.</param>
    /// <param name="sizes">(in, out, C).</param>
    /// <param name="featuresAreInputs">Whether a feature is a column of W (its input) or a row (its output).</param>
    /// <param name="counted">Which subcomponents to look at; with none of them alive, nothing is recovered.</param>
    /// <param name="rank">R: how many rank-ones side by side are summed to make c.</param>
    public static VectorRecovery Measure(
        ReadOnlySpan<float> weight, ReadOnlySpan<float> v, ReadOnlySpan<float> u, (int In, int Out, int Count) sizes, bool featuresAreInputs,
        IReadOnlyCollection<int> counted, int rank = 1)
    {
        ArgumentNullException.ThrowIfNull(counted);
        if (counted.Count == 0)
            return new VectorRecovery(0, 0);
        var (features, width) = featuresAreInputs ? (sizes.In, sizes.Out) : (sizes.Out, sizes.In);
        var (cosines, ratios) = (0.0, 0.0);
        for (var feature = 0; feature < features; feature++)
        {
            var (best, ratio) = (double.NegativeInfinity, 0.0);
            foreach (var c in counted)
            {
                var (dot, own, theirs) = (0.0, 0.0, 0.0);
                for (var i = 0; i < width; i++)
                {
                    var (row, column) = featuresAreInputs ? (i, feature) : (feature, i);
                    var part = 0.0;
                    for (var m = c * rank; m < (c + 1) * rank; m++)
                        part += (double)u[(m * sizes.Out) + row] * v[(column * sizes.Count * rank) + m];
                    var whole = weight[(row * sizes.In) + column];
                    (dot, own, theirs) = (dot + (part * whole), own + (part * part), theirs + ((double)whole * whole));
                }

                var cosine = dot / Math.Max(Epsilon, Math.Sqrt(own) * Math.Sqrt(theirs));
                if (cosine > best)
                    (best, ratio) = (cosine, Math.Sqrt(own) / Math.Max(Epsilon, Math.Sqrt(theirs)));
            }

            cosines += best;
            ratios += ratio;
        }

        return new VectorRecovery(cosines / features, ratios / features);
    }
}
