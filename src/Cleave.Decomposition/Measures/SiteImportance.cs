using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Measures;

/// <summary>How much of a site is important.</summary>
/// <param name="L0">Mean number of subcomponents with importance above 0, per position.</param>
/// <param name="L0Above01">The same above 0.1.</param>
/// <param name="Mean">Mean importance of each subcomponent, [C].</param>
public sealed record ImportanceResult(float L0, float L0Above01, IReadOnlyList<float> Mean);

/// <summary>Importances of one site over the positions of the data.</summary>
public sealed class SiteImportance(Site site) : IMeasure<SiteImportance, ImportanceResult>
{
    private readonly Variable _l0 = new($"{site.Name}.l0", Shape.Scalar);
    private readonly Variable _above = new($"{site.Name}.l0_01", Shape.Scalar);
    private readonly Variable _mean = new($"{site.Name}.mean", [site.Count]);
    private readonly (BatchMean L0, BatchMean Above) _counts = (new BatchMean(), new BatchMean());
    private readonly BatchMean[] _means = [.. Enumerable.Range(0, site.Count).Select(_ => new BatchMean())];

    /// <inheritdoc/>
    public ImportanceResult Result => new(_counts.L0.Value, _counts.Above.Value, [.. _means.Select(m => m.Value)]);

    /// <inheritdoc/>
    public void Trace(MeasureTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var lower = trace.Context.Importances.Lower[site];   // [.., C]
        var positions = lower.Shape.WithoutLast().Count;
        trace.Read(_l0, lower.Greater(0f).Sum() / positions);
        trace.Read(_above, lower.Greater(0.1f).Sum() / positions);
        trace.Read(_mean, lower.SumRows() / positions);
    }

    /// <inheritdoc/>
    public void Update(MeasuredBatch batch)
    {
        _counts.L0.Add(_l0.Value);
        _counts.Above.Add(_above.Value);
        var mean = _mean.Span;
        for (var c = 0; c < _means.Length; c++)
            _means[c].Add(mean[c]);
    }

    /// <inheritdoc/>
    public void Merge(SiteImportance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _counts.L0.Merge(other._counts.L0);
        _counts.Above.Merge(other._counts.Above);
        foreach (var (mine, its) in _means.Zip(other._means))
            mine.Merge(its);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        foreach (var mean in (BatchMean[])[_counts.L0, _counts.Above, .. _means])
            mean.Clear();
    }
}
