using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Measures;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Evaluation;

/// <summary>What an evaluation measures on one batch that training never saw.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Seed of the stochastic masks and of the adversary's first sources.</summary>
    public required ulong Seed { get; init; }

    /// <summary>A subcomponent counts as alive when its importance statistic exceeds this.</summary>
    public required float AliveThreshold { get; init; }

    /// <summary>Budgets of the fresh adversary; each uses a step size of 2 / steps.</summary>
    public IReadOnlyList<int> AdversarySteps { get; init; } = [20, 40, 80, 160];

    /// <summary>Thresholds at which importances are rounded to masks.</summary>
    public IReadOnlyList<float> Thresholds { get; init; } = [0f, 0.1f, 0.5f];
}

/// <summary>
/// Measures a decomposition on held-out data: reconstruction under fixed masks, sparsity, faithfulness, and a fresh adversary
/// (Bushnaq et al. 2026, "Interpreting Language Model Parameters"). Nothing it draws is shared with training.
/// </summary>
public sealed class Evaluator : IDisposable
{
    private readonly CpuDevice _device;
    private readonly DecomposedTarget _decomposed;
    private readonly IData _data;
    private readonly EvaluationSettings _settings;
    private readonly MaskedReconstruction[] _modes;
    private readonly (Site Site, SiteImportance Importance, SiteFaithfulness Faithfulness)[] _sites;
    private readonly AdversarialReconstruction _adversary;
    private readonly IReadOnlyList<IMeasure> _measures;
    private readonly MeasuredPass _pass;

    /// <summary>Traces the evaluation.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="decomposed">What is judged.</param>
    /// <param name="data">The batch that it is judged on, loaded.</param>
    /// <param name="settings">What is measured.</param>
    public Evaluator(CpuDevice device, DecomposedTarget decomposed, IData data, EvaluationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(decomposed);
        ArgumentNullException.ThrowIfNull(settings);
        (_device, _decomposed, _data, _settings) = (device, decomposed, data, settings);
        _modes =
        [
            new("target", null), new("unmasked", ConstantMasks.Ones), new("stochastic", new UniformMasks()), new("importance", new ImportanceMasks()),
            .. settings.Thresholds.Select(t => new MaskedReconstruction($"rounded_{t}", new RoundedMasks(t))), new("zero", ConstantMasks.Zeros),
        ];
        _sites = [.. decomposed.Components.Sites.Select(s => (s, new SiteImportance(s), new SiteFaithfulness(s)))];
        _adversary = new AdversarialReconstruction(settings.AdversarySteps);
        _measures = [.. _modes, .. _sites.SelectMany(s => (IMeasure[])[s.Importance, s.Faithfulness]), _adversary];
        _pass = new MeasuredPass(device, decomposed, data, settings.Seed, _measures);
    }

    /// <summary>Bytes of planned temporaries.</summary>
    public long ArenaBytes => _pass.ArenaBytes;

    /// <summary>Measures everything on the batch as the parameters are now.</summary>
    /// <param name="progress">Is told the passes of the adversary, which are most of the work.</param>
    /// <param name="stop">Ends the work between two passes.</param>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public EvaluationReport Run(IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        foreach (var measure in _measures)
            measure.Clear();
        _pass.Run(0, progress, stop);
        return new EvaluationReport
        {
            OutputKind = _decomposed.Subject.Target.Output == OutputKind.Values ? "mse" : "kl",
            Reconstruction = _modes.ToDictionary(m => m.Name, m => m.Result.Divergence),
            CrossEntropy = _modes.Where(m => m.Result.CrossEntropy is not null).ToDictionary(m => m.Name, m => m.Result.CrossEntropy!.Value),
            Adversary = _adversary.Result,
            Sites = [.. _sites.Select(s => Report(s.Site, s.Importance.Result, s.Faithfulness.Result))],
            Noise = HeldOutNoise.Measure(_device, _decomposed, _data, _settings.Seed, stop),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _pass.Dispose();

    private SiteReport Report(Site site, ImportanceResult importance, float faithfulness) => new()
    {
        Name = site.Name,
        Subcomponents = site.Count,
        L0 = importance.L0,
        L0Above01 = importance.L0Above01,
        Alive = importance.Mean.Count(m => m > _settings.AliveThreshold),
        Faithfulness = faithfulness,
        MeanImportance = importance.Mean,
    };
}
