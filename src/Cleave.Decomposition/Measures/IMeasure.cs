using Cleave.Decomposition.Losses;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Measures;

/// <summary>
/// Something measured of a decomposition. It says once what it reads of a batch, takes in any number of batches, and has a result
/// over all of them: means weigh every batch alike, since those of one pass have one shape.
/// </summary>
public interface IMeasure
{
    /// <summary>Adds what it reads of a batch to the pass.</summary>
    void Trace(MeasureTrace trace);

    /// <summary>Takes in the batch that has just run.</summary>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    void Update(MeasuredBatch batch);

    /// <summary>Forgets all batches.</summary>
    void Clear();
}

/// <summary>A measure with its result.</summary>
/// <typeparam name="TSelf">The measure.</typeparam>
/// <typeparam name="TResult">What it measures.</typeparam>
public interface IMeasure<in TSelf, out TResult> : IMeasure
    where TSelf : IMeasure<TSelf, TResult>
{
    /// <summary>The result over all batches taken in.</summary>
    TResult Result { get; }

    /// <summary>Takes in everything that another one of the same kind has seen.</summary>
    void Merge(TSelf other);
}

/// <summary>The pass that measures are traced into.</summary>
/// <param name="Context">Target, decomposition and the clean pass over the batch.</param>
/// <param name="Output">What the target's outputs are.</param>
public sealed record MeasureTrace(LossContext Context, OutputKind Output)
{
    private readonly List<Assignment> _reads = [];
    private readonly List<Phase> _phases = [];

    /// <summary>What the pass over each batch computes, in the order in which it was asked for.</summary>
    internal IReadOnlyList<Assignment> Reads => _reads;

    /// <summary>What single measures run by themselves.</summary>
    internal IReadOnlyList<Phase> Phases => _phases;

    /// <summary>Reads a value of every batch into a variable.</summary>
    public Variable Read(Variable variable, Tensor value)
    {
        _reads.Add(new Assignment(variable, value));
        return variable;
    }

    /// <summary>Adds a phase that the measure runs by itself, and as often as it likes, after the pass; returns its place in the plan.</summary>
    public int Add(Phase phase)
    {
        _phases.Add(phase);
        return _phases.Count;   // the pass itself is phase 0
    }
}

/// <summary>A batch that has just run.</summary>
/// <param name="Device">Where it ran.</param>
/// <param name="Plan">The plan, for measures with phases of their own.</param>
/// <param name="Number">Which batch: it chooses everything random.</param>
/// <param name="Stop">Asks to stop.</param>
public sealed record MeasuredBatch(CpuDevice Device, Plan Plan, long Number, CancellationToken Stop)
{
    /// <summary>Is told how far a measure is that takes many passes.</summary>
    public IProgress<WorkDone>? Progress { get; init; }
}
