using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Measures;

/// <summary>Some rows of the batches of other data.</summary>
/// <param name="data">The other data.</param>
/// <param name="start">The first row.</param>
/// <param name="count">How many.</param>
public sealed class DataRows(IData data, int start, int count) : IData
{
    /// <inheritdoc/>
    public Shape BatchShape { get; } = Shape.Create([count, .. data.BatchShape.Sizes[1..]]);

    /// <inheritdoc/>
    public Tensor Trace(Graph graph) => data.Trace(graph).Slice(0, start, count);

    /// <inheritdoc/>
    public void Load(long step) => data.Load(step);
}
