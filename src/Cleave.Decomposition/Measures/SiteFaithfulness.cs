using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Measures;

/// <summary>‖Δ‖² / ‖W‖² of one site: the share of its weights that no subcomponent holds. No batch changes it.</summary>
public sealed class SiteFaithfulness(Site site) : IMeasure<SiteFaithfulness, float>
{
    private readonly Variable _share = new($"{site.Name}.faithfulness", Shape.Scalar);

    /// <inheritdoc/>
    public float Result { get; private set; } = float.NaN;

    /// <inheritdoc/>
    public void Trace(MeasureTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var (context, weight) = (trace.Context, trace.Context.Graph.Read(site.Layer.Weight));
        trace.Read(_share, context.Components.Delta(context.Graph, site).Square().Sum() / weight.Square().Sum());
    }

    /// <inheritdoc/>
    public void Update(MeasuredBatch batch) => Result = _share.Value;

    /// <inheritdoc/>
    public void Merge(SiteFaithfulness other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Result = float.IsNaN(Result) ? other.Result : Result;
    }

    /// <inheritdoc/>
    public void Clear() => Result = float.NaN;
}
