using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>x uniform in [0, high), then control bits that are 1 independently with a fixed probability: [batch, 1 + bits] (APD, hand-coded functions).</summary>
public sealed class GatedInputs(ulong seed, string purpose, int batch, int bits, float high, float probability) : IData
{
    /// <inheritdoc/>
    public Shape BatchShape => [batch, 1 + bits];

    /// <inheritdoc/>
    public Tensor Trace(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var first = new Variable("gated_inputs/first", [1 + bits]);
        first.Span[0] = 1;
        var isX = graph.Read(first);                                                                         // [1 + bits]
        var drawn = graph.Uniform(new RandomStream(seed, $"{purpose}/inputs"), BatchShape);                  // [batch, 1 + bits]
        var on = graph.Fill(probability, Shape.Scalar).Greater(drawn);
        return (isX * (drawn * high)) + ((1f - isX) * on);
    }

    /// <inheritdoc/>
    public void Load(long step)
    {
    }
}
