using Cleave.Decomposition.Adversaries;
using Cleave.Models;

namespace Cleave.Decomposition.Measures;

/// <summary>
/// Divergence under a fresh adversary whose one source is shared by the whole batch, at several budgets; each uses a step size of
/// 2 / steps (Bushnaq et al. 2026, "Interpreting Language Model Parameters", evaluation by PGD).
/// </summary>
/// <param name="steps">The budgets.</param>
public sealed class AdversarialReconstruction(IReadOnlyList<int> steps) : IMeasure<AdversarialReconstruction, IReadOnlyDictionary<int, float>>
{
    private readonly Dictionary<int, BatchMean> _means = steps.Distinct().ToDictionary(s => s, _ => new BatchMean());
    private SharedAttack? _attack;
    private int _phase;

    /// <summary>Divergence by budget.</summary>
    public IReadOnlyDictionary<int, float> Result => _means.ToDictionary(m => m.Key, m => m.Value.Value);

    /// <inheritdoc/>
    public void Trace(MeasureTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        _attack = new SharedAttack("evaluation/adversary", trace.Context);
        _phase = trace.Add(_attack.Phase);
    }

    /// <inheritdoc/>
    public void Update(MeasuredBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        // Every budget and every batch starts from sources of its own.
        var (done, total) = (0L, _means.Keys.Sum(budget => budget + 1L));
        foreach (var (budget, mean) in _means)
        {
            mean.Add(_attack!.Run(batch.Device, batch.Plan, _phase, (batch.Number << 32) + budget, budget,
                () => batch.Progress?.Report(new WorkDone(++done, total)), batch.Stop));
        }
    }

    /// <inheritdoc/>
    public void Merge(AdversarialReconstruction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (budget, mean) in _means)
            mean.Merge(other._means[budget]);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        foreach (var mean in _means.Values)
            mean.Clear();
    }
}
