using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>Each feature is present independently with a fixed probability, its value then uniform in [low, high) (SPD, toy models of superposition).</summary>
public sealed class SparseFeatures(ulong seed, string purpose, int batch, int features, float probability, float low = 0f, float high = 1f) : IData
{
    /// <inheritdoc/>
    public Shape BatchShape => [batch, features];

    /// <inheritdoc/>
    public Tensor Trace(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var present = graph.Fill(probability, Shape.Scalar).Greater(graph.Uniform(new RandomStream(seed, $"{purpose}/present"), BatchShape));
        var value = (graph.Uniform(new RandomStream(seed, $"{purpose}/value"), BatchShape) * (high - low)) + low;
        return present * value;
    }

    /// <inheritdoc/>
    public void Load(long step)
    {
    }
}
