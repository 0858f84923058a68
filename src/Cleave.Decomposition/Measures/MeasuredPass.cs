using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Measures;

/// <summary>
/// A traced pass of a decomposed target over data, with the measures that look at it. The data may be held-out batches, some of
/// them, or one prompt. Nothing drawn is shared with training.
/// </summary>
public sealed class MeasuredPass : IDisposable
{
    private readonly CpuDevice _device;
    private readonly IData _data;
    private readonly IReadOnlyList<IMeasure> _measures;
    private readonly Plan _plan;

    /// <summary>Traces the pass.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="decomposed">What is measured; of its subject only the target is used.</param>
    /// <param name="data">The batches.</param>
    /// <param name="seed">Seed of the random masks and of adversaries' first sources.</param>
    /// <param name="measures">What looks on; each belongs to one pass.</param>
    public MeasuredPass(CpuDevice device, DecomposedTarget decomposed, IData data, ulong seed, IReadOnlyList<IMeasure> measures)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(measures);
        (_device, _data, _measures) = (device, data, measures);
        var (target, components) = (decomposed.Subject.Target, decomposed.Components);
        var clean = CleanPass.Run(target, components.Sites, data.Trace(new Graph()));
        var importances = Importances.From(decomposed.Importance.Logits(clean, components), decomposed.Squash);
        var context = new LossContext(target, components, clean, decomposed.Divergence.Reference(clean.Output), decomposed.Divergence, importances, seed);
        var trace = new MeasureTrace(context, target.Output);
        foreach (var measure in measures)
            measure.Trace(trace);
        var pass = new Phase("pass", trace.Reads) { Kept = [context.Reference, clean.Batch, .. importances.Lower.Values] };
        _plan = Plan.Compile(device, [pass, .. trace.Phases]);
    }

    /// <summary>Loads a batch, runs it, and lets every measure take it in.</summary>
    /// <param name="batch">Its number; equal numbers give equal bits.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public void Load(long batch, CancellationToken stop = default)
    {
        _data.Load(batch);
        Run(batch, stop: stop);
    }

    /// <summary>The same for the batch that the data holds.</summary>
    /// <param name="number">What random draws are keyed by, and generated data too.</param>
    /// <param name="progress">Is told the passes of measures that take many.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public void Run(long number = 0, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        _plan.RunPhase(0, number);
        var batch = new MeasuredBatch(_device, _plan, number, stop) { Progress = progress };
        foreach (var measure in _measures)
            measure.Update(batch);
    }

    /// <summary>Bytes of planned temporaries.</summary>
    public long ArenaBytes => _plan.ArenaBytes;

    /// <inheritdoc/>
    public void Dispose() => _plan.Dispose();
}
