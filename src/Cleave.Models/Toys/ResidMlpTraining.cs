using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// Trains a residual MLP's layers on mean over batch and features of (y − x − relu(x))², AdamW, cosine to 0; the embedding, with
/// rows of length 1, and the unembedding, its transpose, stay as drawn (SPD, compressed computation).
/// </summary>
public static class ResidMlpTraining
{
    private const float WeightDecay = 0.01f;

    /// <summary>Trains from the seed; equal seeds give equal weights for any number of threads.</summary>
    /// <returns>The frozen target and its loss at the last step.</returns>
    public static (ResidMlp Target, float Loss) Train(CpuDevice device, ResidMlpShape shape, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var target = new ResidMlp(shape.Sizes);
        Embed(target, shape, seed);
        var parameters = new VariableGroup("resid-mlp", target.Layers.Select(l => (l.Weight.Name, l.Weight.Shape)));
        for (var i = 0; i < target.Layers.Count; i++)
            Initialise(parameters.Values.Variables[i].Span, seed, target.Layers[i], gain: i % 2 == 0 ? 2f : 1f);
        var schedule = new ToySchedule(shape.Steps, new Schedule(shape.LearningRate, ScheduleShape.Cosine, 0f), WeightDecay);
        var loss = ToyTraining.Minimise(device, parameters, graph => Error(graph, shape, seed, target, parameters), schedule, progress: progress, stop: stop);
        foreach (var layer in target.Layers)
            parameters.Values[layer.Weight.Name].Span.CopyTo(layer.Weight.Span);
        return (target, loss);
    }

    /// <summary>
    /// The network's output without its residual stream, which is far wider than anything else: each product of two weight matrices
    /// is formed first, W_E·W_inᵀ for example, so rows of the batch only ever meet matrices of features and neurons.
    /// </summary>
    /// <param name="x">[batch, features].</param>
    /// <param name="target">Where embedding and unembedding come from.</param>
    /// <param name="weight">A layer's matrix, [out, in].</param>
    /// <returns>[batch, features].</returns>
    public static Tensor Output(Tensor x, ResidMlp target, Func<Linear, Tensor> weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(weight);
        var (embedding, unembedding) = (x.Graph.Read(target.Embedding), x.Graph.Read(target.Unembedding));
        var output = x.MatMul(embedding.MatMul(unembedding));                                           // [batch, features]
        var written = new List<(Tensor Neurons, Tensor Out)>();
        foreach (var pair in target.Layers.Chunk(2))
        {
            var (read, write) = (weight(pair[0]), weight(pair[1]));                                     // [neurons, width], [width, neurons]
            var seen = x.MatMul(embedding.MatMul(read, transposeB: true));                              // [batch, neurons]
            foreach (var (earlier, by) in written)
                seen += earlier.MatMul(by.MatMul(read, transposeA: true, transposeB: true));
            var neurons = seen.Relu();
            output += neurons.MatMul(write.MatMul(unembedding, transposeA: true));
            written.Add((neurons, write));
        }

        return output;
    }

    private static Tensor Error(Graph graph, ResidMlpShape shape, ulong seed, ResidMlp target, VariableGroup parameters)
    {
        var x = new SparseFeatures(seed, "resid-mlp/data", shape.Batch, shape.Features, shape.Probability, low: -1f).Trace(graph);   // [batch, features]
        var y = Output(x, target, layer => graph.Read(parameters.Values[layer.Weight.Name]));
        return y.MeanSquaredError(x + x.Relu());
    }

    private static void Embed(ResidMlp target, ResidMlpShape shape, ulong seed)
    {
        var rows = target.Embedding.Span;   // [features, width]
        if (!shape.IdentityEmbedding)
            new RandomStream(seed, "resid-mlp/embedding").Normal(0, rows);
        for (var f = 0; f < shape.Features; f++)
        {
            var row = rows.Slice(f * shape.Width, shape.Width);
            if (shape.IdentityEmbedding)
                row[f] = 1;
            var squares = 0.0;
            foreach (var value in row)
                squares += value * (double)value;
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = (float)(row[i] / Math.Sqrt(squares));
                target.Unembedding.Span[(i * shape.Features) + f] = row[i];
            }
        }
    }

    /// <summary>Normal with variance gain/in; a relu halves variance, so what feeds one has gain 2.</summary>
    private static void Initialise(Span<float> values, ulong seed, Linear layer, float gain)
    {
        new RandomStream(seed, $"resid-mlp/{layer.Name}").Normal(0, values);
        var deviation = MathF.Sqrt(gain / layer.In);
        foreach (ref var value in values)
            value *= deviation;
    }
}
