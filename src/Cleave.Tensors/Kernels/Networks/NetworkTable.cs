namespace Cleave.Tensors.Kernels;

/// <summary>
/// When a network of one number, z(h) = Σ_j w₂ⱼ·gelu(w₁ⱼ·h + b₁ⱼ), is worth tabulating: many rows ask for it, and it is smooth enough that
/// far fewer nodes give every row's value and slope within the tolerances below.
/// </summary>
internal static unsafe class NetworkTable
{
    /// <summary>Nodes at most: they lie on the stack.</summary>
    public const int MostNodes = 1024;

    private const double ValueTolerance = 1e-7;   // of Σ|w₂|
    private const double SlopeTolerance = 2e-7;   // of Σ|w₂·w₁|
    private const double FourthDerivative = 1.6;   // of gelu at most: 4φ(0)
    private const double FifthDerivative = 2.9;
    private const int LeastRows = 256;
    private const int RowsPerNode = 4;   // a node costs about as much as a row without a table, a row with one a fraction of that
    private const double LeastStep = 1e-12;
    private const double FarthestNode = 1 << 20;   // floats still tell places between nodes well there

    /// <summary>The table that meets the tolerances on these rows; false where computing the network for each row is cheaper, or a number is not finite.</summary>
    public static bool TryFor<V>(float* h, int rows, float* w1, float* w2, int hidden, out CubicTable table)
        where V : unmanaged, ISimd<V>
    {
        table = default;
        if (rows < LeastRows)
            return false;
        Range<V>(h, rows, out var lowest, out var highest);
        var step = (float)Math.Clamp(Step(w1, w2, hidden), LeastStep, Math.Max(LeastStep, highest - (double)lowest));
        double first = Math.Floor(lowest / step), intervals = Math.Max(1, Math.Ceiling(highest / step) - first);
        if (!(Math.Abs(first) <= FarthestNode && intervals + 3 <= Math.Min(MostNodes, rows / RowsPerNode)))
            return false;
        table = new CubicTable((int)first, step, (int)intervals);
        return true;
    }

    private static void Range<V>(float* h, int rows, out float lowest, out float highest)
        where V : unmanaged, ISimd<V>
    {
        V low = V.Load(h), high = low;
        var whole = rows / V.Width * V.Width;
        for (var r = V.Width; r < whole; r += V.Width)
            (low, high) = (V.Min(low, V.Load(h + r)), V.Max(high, V.Load(h + r)));
        var lanes = stackalloc float[2 * V.Width];
        low.Store(lanes);
        high.Store(lanes + V.Width);
        (lowest, highest) = (lanes[0], lanes[V.Width]);
        for (var i = 1; i < V.Width; i++)
            (lowest, highest) = (MathF.Min(lowest, lanes[i]), MathF.Max(highest, lanes[V.Width + i]));
        for (var r = whole; r < rows; r++)
            (lowest, highest) = (MathF.Min(lowest, h[r]), MathF.Max(highest, h[r]));
    }

    private static double Step(float* w1, float* w2, int hidden)
    {
        double values = 0, slopes = 0, fourth = 0, fifth = 0;
        for (var j = 0; j < hidden; j++)
        {
            double inner = Math.Abs(w1[j]), outer = Math.Abs(w2[j]);
            values += outer;
            slopes += outer * inner;
            fourth += outer * inner * inner * inner * inner;
            fifth += outer * inner * inner * inner * inner * inner;
        }

        var (value, slope) = (ValueTolerance * values / (FourthDerivative * fourth), SlopeTolerance * slopes / (FifthDerivative * fifth));
        return fifth > 0 ? Math.Sqrt(Math.Sqrt(Math.Min(value, slope) / CubicTable.Error)) : double.PositiveInfinity;
    }
}
