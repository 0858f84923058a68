using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>Trains a toy model of superposition: mean over batch and features of (x − y)², AdamW, constant rate (SPD, toy models of superposition).</summary>
public static class TmsTraining
{
    private const float WeightDecay = 0.01f;

    /// <summary>Trains from the seed; equal seeds give equal weights for any number of threads.</summary>
    /// <returns>The frozen target and its loss at the last step.</returns>
    public static (Tms Target, float Loss) Train(CpuDevice device, TmsShape shape, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var parameters = new VariableGroup("tms", [("weight", [shape.Hidden, shape.Features]), ("bias", [shape.Features])]);
        Initialise(parameters, shape, seed);
        var schedule = new ToySchedule(shape.Steps, new Schedule(shape.LearningRate), WeightDecay);
        var loss = ToyTraining.Minimise(device, parameters, graph => Error(graph, shape, seed, parameters), schedule, progress: progress, stop: stop);
        return (new Tms(shape, parameters.Values["weight"].Span, parameters.Values["bias"].Span), loss);
    }

    private static void Initialise(VariableGroup parameters, TmsShape shape, ulong seed)
    {
        var bound = 1f / MathF.Sqrt(shape.Features);
        FillUniform(parameters.Values["weight"].Span, seed, "tms/weight", bound);
        if (!shape.ZeroBias)
            FillUniform(parameters.Values["bias"].Span, seed, "tms/bias", 1f / MathF.Sqrt(shape.Hidden));
    }

    private static void FillUniform(Span<float> values, ulong seed, string purpose, float bound)
    {
        new RandomStream(seed, purpose).Uniform(0, values);
        foreach (ref var value in values)
            value = ((2 * value) - 1) * bound;
    }

    private static Tensor Error(Graph graph, TmsShape shape, ulong seed, VariableGroup parameters)
    {
        var x = new SparseFeatures(seed, "tms/data", shape.Batch, shape.Features, shape.Probability).Trace(graph);   // [batch, features]
        var weight = graph.Read(parameters.Values["weight"]);
        var hidden = x.MatMul(weight, transposeB: true);   // [batch, hidden]
        var y = (hidden.MatMul(weight) + graph.Read(parameters.Values["bias"])).Relu();
        return y.MeanSquaredError(x);
    }
}
