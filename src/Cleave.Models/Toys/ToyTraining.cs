using Cleave.Tensors;
using Cleave.Tensors.Optimization;

namespace Cleave.Models.Toys;

/// <summary>How long and how fast a toy is trained.</summary>
/// <param name="Steps">Steps.</param>
/// <param name="Rate">Learning rate over the steps.</param>
/// <param name="WeightDecay">AdamW's, decoupled.</param>
internal sealed record ToySchedule(int Steps, Schedule Rate, float WeightDecay);

/// <summary>The one loop that trains toys: AdamW on whatever loss is traced.</summary>
internal static class ToyTraining
{
    /// <summary>Moves the variables down the loss; equal starts give equal ends for any number of threads.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="parameters">The variables, at their starting values.</param>
    /// <param name="trace">The loss, a scalar, of one step's batch.</param>
    /// <param name="schedule">Steps, rate and decay.</param>
    /// <param name="stop">Asks to stop between steps.</param>
    /// <param name="load">Prepares the batch of a step, where the loss reads stored data.</param>
    /// <param name="progress">Is told the steps.</param>
    /// <returns>The loss at the last step, before its update.</returns>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public static float Minimise(CpuDevice device, VariableGroup parameters, Func<Graph, Tensor> trace, ToySchedule schedule, Action<long>? load = null,
        IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        var optimizer = new AdamW(parameters, weightDecay: schedule.WeightDecay);
        var loss = new Variable("loss", Shape.Scalar);
        using var plan = Compile(device, parameters, trace, loss);
        for (var step = 0; step < schedule.Steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            load?.Invoke(step);
            plan.Run(step);
            optimizer.Step(device, schedule.Rate.At(step, schedule.Steps));
            progress?.Report(new WorkDone(step + 1, schedule.Steps));
        }

        return loss.Value;
    }

    private static Plan Compile(CpuDevice device, VariableGroup parameters, Func<Graph, Tensor> trace, Variable loss)
    {
        var graph = new Graph();
        var error = trace(graph);
        var gradients = Gradient.Of(error, [.. parameters.Values.Variables.Select(graph.Read)]);
        return Plan.Compile(device,
        [
            new Assignment(loss, error),
            .. parameters.Gradients.Variables.Zip(gradients, (target, value) => new Assignment(target, value)),
        ]);
    }
}
