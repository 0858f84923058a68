using Cleave.Models.Layers;
using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>One layer of a <see cref="ParallelLayers"/>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Features">The features that it handles.</param>
public sealed record ParallelLayer(string Name, IReadOnlyList<int> Features);

/// <summary>
/// y = Σ_l W_l·x, each W_l = Σ_f write_lf · read_fᵀ over its features. The reads are orthonormal, so writes follow from the
/// matrix: write_lf = W_l · read_f.
/// </summary>
public sealed class ParallelLayers : IToyTarget, IKnownMechanisms
{
    private readonly IReadOnlyList<ParallelLayer> _shape;
    private readonly float[][] _reads;

    /// <summary>Makes the target with zeros for weights.</summary>
    /// <param name="shape">The layers.</param>
    /// <param name="reads">One orthonormal direction a feature, each [in].</param>
    /// <param name="outputs">Width of the output.</param>
    public ParallelLayers(IReadOnlyList<ParallelLayer> shape, float[][] reads, int outputs)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(reads);
        (_shape, _reads) = (shape, reads);
        Layers = [.. shape.Select(l => new Linear(l.Name, new Variable($"{l.Name}.weight", [outputs, reads[0].Length])))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Variable> Weights => [.. Layers.Select(l => l.Weight)];

    /// <inheritdoc/>
    public OutputKind Output => OutputKind.Values;

    /// <inheritdoc/>
    public IReadOnlyList<Mechanism> Mechanisms =>
    [
        .. _shape.Zip(Layers).SelectMany(pair => pair.First.Features.Select(f => new Mechanism(pair.First.Name, f, _reads[f], Write(pair.Second, _reads[f])))),
    ];

    /// <summary>Adds write · readᵀ of a feature to a layer.</summary>
    public void Add(int layer, int feature, ReadOnlySpan<float> write)
    {
        var weight = Layers[layer].Weight.Span;
        for (var o = 0; o < write.Length; o++)
        {
            for (var i = 0; i < _reads[feature].Length; i++)
                weight[(o * _reads[feature].Length) + i] += write[o] * _reads[feature][i];
        }
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, ForwardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        return Layers.Select(l => hooks.Linear(l, input)).Aggregate((a, b) => a + b);   // [batch, out]
    }

    private static float[] Write(Linear layer, float[] read)
    {
        var write = new float[layer.Out];
        for (var o = 0; o < layer.Out; o++)
        {
            for (var i = 0; i < layer.In; i++)
                write[o] += layer.Weight.Span[(o * layer.In) + i] * read[i];
        }

        return write;
    }
}
