using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Measures;

/// <summary>How far the output lies from the target's.</summary>
/// <param name="Divergence">KL in nats, or mean squared error.</param>
/// <param name="CrossEntropy">On the next token in nats, where outputs are logits of every position; else null.</param>
public sealed record MaskedResult(float Divergence, float? CrossEntropy);

/// <summary>Output under masks, every site decomposed, against the target's own output.</summary>
/// <param name="name">Names the random streams of the masks.</param>
/// <param name="masks">The masks; none measures the target itself.</param>
public sealed class MaskedReconstruction(string name, IMaskSource? masks) : IMeasure<MaskedReconstruction, MaskedResult>
{
    private readonly Variable _divergence = new(name, Shape.Scalar);
    private readonly Variable _entropy = new($"{name}.ce", Shape.Scalar);
    private readonly BatchMean _divergences = new();
    private readonly BatchMean _entropies = new();
    private bool _predicts;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public MaskedResult Result => new(_divergences.Value, _predicts ? _entropies.Value : null);

    /// <inheritdoc/>
    public void Trace(MeasureTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var context = trace.Context;
        var output = masks is null ? context.Clean.Output : DecomposedForward.Run(context.Target, context.Components, context.Clean,
            masks.Masks(context.Masks($"evaluation/{name}")), Route.Everywhere).Output;
        trace.Read(_divergence, context.Divergence.Between(output, context.Reference));
        _predicts = trace.Output == OutputKind.Logits;
        if (_predicts)
            trace.Read(_entropy, NextToken(output, context.Clean.Batch));
    }

    /// <inheritdoc/>
    public void Update(MeasuredBatch batch)
    {
        _divergences.Add(_divergence.Value);
        if (_predicts)
            _entropies.Add(_entropy.Value);
    }

    /// <inheritdoc/>
    public void Merge(MaskedReconstruction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _divergences.Merge(other._divergences);
        _entropies.Merge(other._entropies);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _divergences.Clear();
        _entropies.Clear();
    }

    private static Tensor NextToken(Tensor logits, Tensor ids)
    {
        var positions = ids.Shape[1];
        return logits.Slice(1, 0, positions - 1).CrossEntropyFromLogits(ids.Slice(1, 1, positions - 1));
    }
}
