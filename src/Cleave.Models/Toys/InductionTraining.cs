using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// Trains the induction transformer on cross entropy at the last position, AdamW (SPD authors' code, induction head). Matrices start normal with variance
/// 1/width, the embedding with variance 1; the reference does not state its start.
/// </summary>
public static class InductionTraining
{
    private const float WeightDecay = 0.01f;

    /// <summary>Trains from the seed; equal seeds give equal weights for any number of threads.</summary>
    /// <returns>The frozen target and its loss at the last step, in nats.</returns>
    public static (InductionTransformer Target, float Loss) Train(CpuDevice device, InductionShape shape, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var target = new InductionTransformer(shape);
        var parameters = new VariableGroup("induction", target.Weights.Select(w => (w.Name, w.Shape)));
        foreach (var weight in target.Weights)
            Initialise(parameters.Values[weight.Name].Span, seed, weight.Name, weight == target.Embedding ? 1f : 1f / MathF.Sqrt(shape.Width));
        var rows = new InductionRows(seed, "induction/data", shape.Batch, shape);
        var schedule = new ToySchedule(shape.Steps, new Schedule(shape.LearningRate, ScheduleShape.Cosine, 0.02f, WarmUp: 0.1f), WeightDecay);
        var loss = ToyTraining.Minimise(device, parameters, Error, schedule, rows.Load, progress, stop);
        foreach (var weight in target.Weights)
            parameters.Values[weight.Name].Span.CopyTo(weight.Span);
        return (target, loss);

        Tensor Error(Graph graph) => Answer(rows.Trace(graph), target, weight => graph.Read(parameters.Values[weight.Name]))
            .CrossEntropyFromLogits(graph.Read(rows.Labels));
    }

    /// <summary>The transformer's output with the last layer computed for the last position only, the one that is answered at.</summary>
    /// <param name="ids">[batch, position].</param>
    /// <param name="target">Where the shape and the position code come from.</param>
    /// <param name="weight">What to read in place of one of the target's weights.</param>
    /// <returns>Logits, [batch, vocabulary].</returns>
    public static Tensor Answer(Tensor ids, InductionTransformer target, Func<Variable, Tensor> weight)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(weight);
        var (positions, layers) = (ids.Shape[1], target.Layers);
        var code = target.Positions(ids.Graph, positions);
        var stream = weight(target.Embedding).Embed(ids);                                                 // [batch, position, width]
        stream += Product(layers[3], Head(Product(layers[0], stream) + code).Attention(
            Head(Product(layers[1], stream) + code), Head(Product(layers[2], stream)), causal: true).Reshape(stream.Shape));
        var last = Last(stream);                                                                          // [batch, 1, width]
        var query = Product(layers[4], last) + code.Slice(0, positions - 1, 1);
        var scores = query.MatMul(Product(layers[5], stream) + code, transposeB: true) / MathF.Sqrt(stream.Shape.Last);   // [batch, 1, position]
        last += Product(layers[7], scores.Softmax(causal: false).MatMul(Product(layers[6], stream)));
        return last.Reshape([ids.Shape[0], stream.Shape.Last]).MatMul(weight(target.Unembedding), transposeB: true);

        Tensor Product(Linear layer, Tensor x) => x.MatMul(weight(layer.Weight), transposeB: true);
        Tensor Head(Tensor x) => x.Reshape([x.Shape[0], positions, 1, x.Shape.Last]);
        Tensor Last(Tensor x) => x.Slice(1, positions - 1, 1);
    }

    private static void Initialise(Span<float> values, ulong seed, string name, float deviation)
    {
        new RandomStream(seed, $"induction/{name}").Normal(0, values);
        foreach (ref var value in values)
            value *= deviation;
    }
}
