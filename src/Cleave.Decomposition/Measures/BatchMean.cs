namespace Cleave.Decomposition.Measures;

/// <summary>Mean over batches; of a single one it is that batch's number, to the bit.</summary>
internal sealed class BatchMean
{
    private double _sum;
    private int _count;

    /// <summary>The mean; NaN before any batch.</summary>
    public float Value => (float)(_sum / _count);

    public void Add(float value) => (_sum, _count) = (_sum + value, _count + 1);

    public void Merge(BatchMean other) => (_sum, _count) = (_sum + other._sum, _count + other._count);

    public void Clear() => (_sum, _count) = (0, 0);
}
