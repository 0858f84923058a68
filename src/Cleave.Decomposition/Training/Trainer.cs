using System.Diagnostics;
using Cleave.Decomposition.Sparsity;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Training;

/// <summary>What one step measured.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Terms">Value of each term of the objective, before its coefficient.</param>
/// <param name="L0">Mean important subcomponents a position by site; empty unless asked for.</param>
/// <param name="ComponentNorm">Gradient norm of U and V before clipping.</param>
/// <param name="ImportanceNorm">Gradient norm of the importance function before clipping.</param>
/// <param name="Monitors">What watchdogs look at besides, by its name in metrics; empty unless L0 was asked for.</param>
/// <param name="Sparsity">Where the budget's controller stands; none without a budget.</param>
public sealed record StepReport(
    long Step, IReadOnlyDictionary<string, float> Terms, IReadOnlyDictionary<string, float> L0, double ComponentNorm, double ImportanceNorm,
    IReadOnlyDictionary<string, float> Monitors, SparsityReading? Sparsity)
{
    /// <summary>Stands before a term's name in metrics.</summary>
    public const string TermPrefix = "losses.";
}

/// <summary>
/// Trains a decomposition step by step (VPD, training). Its state is what <see cref="State"/> lists plus the step
/// and the counters; everything else follows from the config.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const double AdamFlops = 13;
    private const double AdamBytes = 7 * sizeof(float);   // reads parameter, gradient and two moments, writes three of them

    private readonly CpuDevice _device;
    private readonly Problem _problem;
    private readonly TracedStep _traced;
    private readonly UnimportantDecay? _decay;
    private readonly SparsityController? _sparsity;
    private readonly IOptimizer _components;
    private readonly IOptimizer _importance;
    private readonly UnitColumns[] _normalised;
    private readonly TiedSites? _tied;

    /// <summary>Traces the step. Parameters hold zeros until <see cref="Begin"/> or a restored state.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="problem">What to train.</param>
    /// <param name="memory">What to keep in memory; results do not depend on it.</param>
    public Trainer(CpuDevice device, Problem problem, MemoryUse memory = MemoryUse.Normal)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(problem);
        (_device, _problem) = (device, problem);
        _decay = problem.UnimportantDecay is { } decay ? new UnimportantDecay(problem.Components, decay) : null;
        _sparsity = problem.Sparsity is { } budget ? new SparsityController(device, problem, problem.SparsityData!, budget) : null;
        _tied = problem.Normalisation == Normalisation.Tied ? new TiedSites(problem.Components) : null;
        _traced = new TracedStep(device, problem, _decay, _tied, memory);
        _components = problem.ComponentOptimizer.Build(problem.Components.Parameters, _ => true);
        _importance = problem.ImportanceOptimizer.Build(problem.Importance.Parameters, problem.Importance.IsMatrix);
        _normalised = problem.Normalisation == Normalisation.Read ? [.. problem.Components.Sites.Select(s => new UnitColumns(problem.Components.V(s)))] : [];
    }

    /// <summary>The next step.</summary>
    public long Step { get; private set; }

    /// <summary>Whether all steps are done.</summary>
    public bool Finished => Step >= _problem.Steps;

    /// <summary>Bytes of planned temporaries of one step.</summary>
    public long ArenaBytes => _traced.ArenaBytes;

    /// <summary>How many gradients of adversaries' sources there are.</summary>
    public long SourceGradients => _traced.Adversaries.Sum(a => a.Sources.Group.Length);

    /// <summary>Operations of one step, each phase once.</summary>
    public int Operations => _traced.Operations;

    /// <summary>
    /// Everything a checkpoint must hold, in a fixed order: parameters, moments, sources and theirs, remembered importances, what
    /// losses remember, the budget's controller.
    /// </summary>
    public IEnumerable<Variable> State
    {
        get
        {
            return
            [
                .. _problem.Components.Parameters.Values.Variables, .. _components.State,
                .. _problem.Importance.Parameters.Values.Variables, .. _importance.State,
                .. AdversaryState, .. _decay?.Peaks ?? [], .. _traced.Memory, .. _sparsity?.State ?? [],
            ];
        }
    }

    /// <summary>What of <see cref="State"/> belongs to adversaries: their sources and moments, by far the most bytes.</summary>
    public IEnumerable<Variable> AdversaryState => _traced.Adversaries
        .SelectMany(a => (IEnumerable<VariableGroup.Layout>)[a.Sources.Group.Values, .. a.Ascent.Moments]).SelectMany(l => l.Variables);

    /// <summary>The counters a checkpoint must hold: step, optimizer steps, and ascents of each adversary.</summary>
    public long[] Counters
    {
        get => [Step, _components.Count, _importance.Count, .. _traced.Adversaries.Select(a => a.Ascent.Count)];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            (Step, _components.Count, _importance.Count) = (value[0], value[1], value[2]);
            for (var i = 0; i < _traced.Adversaries.Count; i++)
                _traced.Adversaries[i].Ascent.Count = value[3 + i];
        }
    }

    /// <summary>The largest value that each of <see cref="Counters"/> can have after so many steps.</summary>
    public long[] LargestCounters(long step) => [step, step, step, .. _traced.Adversaries.Select(a => step * (a.InnerAscents + 1))];

    /// <summary>Gives every adversary the state it has at the first step.</summary>
    public void BeginAdversaries()
    {
        foreach (var adversary in _traced.Adversaries)
        {
            adversary.Sources.Initialise(_problem.Seed, 0);
            foreach (var moment in adversary.Ascent.Moments.SelectMany(m => m.Variables))
                moment.Span.Clear();
            adversary.Ascent.Count = 0;
        }
    }

    /// <summary>Sets the starting values and runs the faithfulness warm-up.</summary>
    /// <param name="stop">Ends the warm-up.</param>
    /// <param name="progress">Is told the steps of the warm-up.</param>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public void Begin(IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        _problem.Components.Initialise(_problem.Seed, _problem.Initialisation);
        _problem.Importance.Initialise(_problem.Seed);
        BeginAdversaries();
        _decay?.Initialise();
        FaithfulnessWarmUp.Run(_device, _problem.Components, _problem.WarmUp, progress, stop);
        _tied?.Equalise();
    }

    /// <summary>Takes one step.</summary>
    /// <param name="withL0">Whether to measure L0 and what watchdogs look at, which costs two forward passes.</param>
    /// <exception cref="NotFiniteException">When a term or a gradient is not finite; it names the step, the term and the site.</exception>
    public StepReport Advance(bool withL0)
    {
        var (componentNorm, importanceNorm) = TakeStep(withL0);
        var report = new StepReport(
            Step - 1,
            _problem.Terms.Select((t, i) => (t.Name, _traced.TermValues[i].Value)).ToDictionary(p => p.Name, p => p.Value),
            withL0 ? _problem.Components.Sites.Select((s, i) => (s.Name, _traced.L0.Span[i])).ToDictionary(p => p.Name, p => p.Item2) : new Dictionary<string, float>(),
            componentNorm,
            importanceNorm,
            withL0 ? _traced.Monitors.ToDictionary(m => m.Name, m => m.Value) : new Dictionary<string, float>(),
            _sparsity?.Reading);
        return report;
    }

    /// <summary>Ends the training: folds dead subcomponents as the problem asks, and says how many.</summary>
    public int Finish() => DeadFolding.Run(_device, _problem, Step, _problem.FoldDeadOver);

    /// <summary>Takes one step and makes no report; allocates no managed memory.</summary>
    public void AdvanceSilently() => TakeStep(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _traced.Dispose();
        _sparsity?.Dispose();
    }

    /// <summary>
    /// Takes one step with a stopwatch around each operation. What is not a traced operation (data, norms, optimizers, ascents' steps)
    /// is added as one: its multiply-adds and bytes are those of AdamW on all parameters, gradients and both moments.
    /// </summary>
    public void Profile(StepProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var (begin, before) = (Stopwatch.GetTimestamp(), _traced.ProfiledTicks);
        _traced.Profile = profile;
        TakeStep(false);
        _traced.Profile = null;
        var rest = Stopwatch.GetTimestamp() - begin - (_traced.ProfiledTicks - before);
        var parameters = (double)(_problem.Components.Parameters.Length + _problem.Importance.Parameters.Length);
        profile.Add("optimizers", "rest", new OperationCost(rest, 1, AdamFlops * parameters, AdamBytes * parameters));
    }

    private (double Components, double Importance) TakeStep(bool withL0)
    {
        if (_sparsity is not null)
            _traced.SparsityScale = _sparsity.At(Step);
        _problem.Data.Load(Step);
        _traced.RunClean(Step);
        for (var i = 0; i < _traced.Adversaries.Count; i++)
            Search(i);
        _traced.RunMain(Step);
        if (withL0)
            _traced.RunReport(Step);
        var componentNorm = Clipping.GradientNorm(_device, _problem.Components.Parameters);
        var importanceNorm = Clipping.GradientNorm(_device, _problem.Importance.Parameters);
        Finiteness.Check(Step, _traced.TermValues, _problem.Components, _problem.Importance, componentNorm + importanceNorm);

        _traced.Remember(Step);
        Update(_components, _problem.ComponentOptimizer, componentNorm);
        _decay?.Step(_device, _problem.ComponentOptimizer.Rate.At(Step, _problem.Steps));
        foreach (var columns in _normalised)
            columns.Apply();
        Update(_importance, _problem.ImportanceOptimizer, importanceNorm);
        for (var i = 0; i < _traced.Adversaries.Count; i++)
        {
            var adversary = _traced.Adversaries[i];
            var scale = _traced.GradientScale(i);
            if (adversary.AscendsWithMainBackward && scale > 0)
                adversary.Ascent.Step(_device, adversary.Rate(Step, _problem.Steps), scale);
        }

        Step++;
        return (componentNorm, importanceNorm);
    }

    private void Search(int index)
    {
        var adversary = _traced.Adversaries[index];
        adversary.Begin(Step);
        if (_traced.GradientScale(index) == 0)
            return;
        for (var ascent = 0; ascent < adversary.InnerAscents; ascent++)
        {
            _traced.RunAscent(index, Step);
            adversary.Ascent.Step(_device, adversary.Rate(Step, _problem.Steps));
        }
    }

    private void Update(IOptimizer optimizer, OptimizerSettings settings, double norm) =>
        optimizer.Step(_device, settings.Rate.At(Step, _problem.Steps), Clipping.Factor(norm, settings.Clip));
}
