using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Training;

/// <summary>Brings Σ U·V close to W before anything else is asked of it: AdamW on global faithfulness alone (VPD, warm-up).</summary>
public static class FaithfulnessWarmUp
{
    /// <summary>Runs the warm-up; its optimizer state is discarded.</summary>
    public static void Run(CpuDevice device, Components components, WarmUpSettings settings, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Steps == 0)
            return;
        var graph = new Graph();
        var group = components.Parameters;
        var gradients = Gradient.Of(GlobalFaithfulness.Evaluate(graph, components), [.. group.Values.Variables.Select(graph.Read)]);
        using var plan = Plan.Compile(device, [.. group.Gradients.Variables.Zip(gradients, (target, value) => new Assignment(target, value))]);
        var optimizer = new AdamW(group);
        for (var step = 0; step < settings.Steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            plan.Run(step);
            optimizer.Step(device, settings.Rate);
            progress?.Report(new WorkDone(step + 1, settings.Steps));
        }
    }
}
