namespace Cleave.Tensors.Kernels;

/// <summary>Work on one row: x and perhaps dy in, y out, which may be either of them.</summary>
internal unsafe interface IRowFormula
{
    void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>;
}

internal readonly unsafe struct SoftmaxFormula : IRowFormula
{
    public void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>
    {
        RowLoop.Map<ExpAbove, V>(new ExpAbove(RowSums.Max<V>(x, n)), x, y, n);
        var sum = RowSums.Sum<First, V>(default, y, y, n);
        RowLoop.Map<Standardise, V>(new Standardise(0f, (float)(1 / sum)), y, y, n);
    }
}

internal readonly unsafe struct LogSoftmaxFormula : IRowFormula
{
    public void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>
    {
        var largest = RowSums.Max<V>(x, n);
        var sum = RowSums.Sum<ExpAboveTerm, V>(new ExpAboveTerm(largest), x, x, n);
        RowLoop.Map<Standardise, V>(new Standardise((float)(largest + Math.Log(sum)), 1f), x, y, n);
    }
}

internal readonly unsafe struct SoftmaxBackwardFormula : IRowFormula
{
    public void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>
    {
        var mean = (float)RowSums.Sum<Product, V>(default, x, dy, n);
        RowLoop.Zip<SoftmaxSlope, Along, Along, V>(new SoftmaxSlope(mean), RowBlock.One(n), x, dy, y);
    }
}

internal readonly unsafe struct LogSoftmaxBackwardFormula : IRowFormula
{
    public void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>
    {
        var sum = (float)RowSums.Sum<First, V>(default, dy, dy, n);
        RowLoop.Zip<LogSoftmaxSlope, Along, Along, V>(new LogSoftmaxSlope(sum), RowBlock.One(n), x, dy, y);
    }
}

/// <summary>Division by the root mean square, or by the deviation of the row from its mean.</summary>
internal readonly unsafe struct NormFormula(float epsilon, bool centred) : IRowFormula
{
    public void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>
    {
        var centre = Centre<V>(x, n);
        RowLoop.Map<Standardise, V>(new Standardise(centre, (float)Factor<V>(x, n, centre)), x, y, n);
    }

    /// <summary>The mean of the row where it is subtracted.</summary>
    public float Centre<V>(float* x, long n)
        where V : unmanaged, ISimd<V> => centred ? (float)(RowSums.Sum<First, V>(default, x, x, n) / n) : 0f;

    /// <summary>What the row is multiplied by.</summary>
    public double Factor<V>(float* x, long n, float centre)
        where V : unmanaged, ISimd<V> =>
        1 / Math.Sqrt((RowSums.Sum<SquareFrom, V>(new SquareFrom(centre), x, x, n) / n) + epsilon);
}

/// <summary>The gradient of <see cref="NormFormula"/>.</summary>
internal readonly unsafe struct NormBackwardFormula(float epsilon, bool centred) : IRowFormula
{
    public void Invoke<V>(float* x, float* dy, float* y, long n)
        where V : unmanaged, ISimd<V>
    {
        var norm = new NormFormula(epsilon, centred);
        var centre = norm.Centre<V>(x, n);
        var factor = norm.Factor<V>(x, n, centre);
        var along = RowSums.Sum<CentredProduct, V>(new CentredProduct(centre), x, dy, n) / n;
        var mean = centred ? RowSums.Sum<First, V>(default, dy, dy, n) / n : 0;
        var slope = new NormSlope((float)factor, centre, (float)(factor * factor * factor * along), (float)mean);
        RowLoop.Zip<NormSlope, Along, Along, V>(slope, RowBlock.One(n), x, dy, y);
    }
}
