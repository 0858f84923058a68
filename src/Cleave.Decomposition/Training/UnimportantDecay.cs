using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Training;

/// <summary>How fast subcomponents that nothing needs fade.</summary>
/// <param name="Strength">Decay of a wholly unimportant subcomponent, in units of the learning rate.</param>
/// <param name="HalfLife">Steps after which a remembered importance counts half.</param>
public sealed record UnimportantDecaySettings(float Strength, float HalfLife);

/// <summary>
/// Weight decay of a subcomponent's U and V in proportion to its unimportance: after each optimizer step both are multiplied by
/// 1 − lr·strength·(1 − peak_c) (VPD authors' code). peak_c ← max(peak_c·2^(−1/half-life), largest importance of c in the
/// batch), so that a subcomponent that is needed rarely does not fade because one batch had no use for it. All peaks start at 1.
/// </summary>
public sealed class UnimportantDecay
{
    private readonly IReadOnlyList<Site> _sites;
    private readonly float _strength;
    private readonly float _memory;
    private readonly Variable[] _peaks;
    private readonly Variable[] _largest;
    private readonly Variable[] _kept;
    private readonly MatrixScaling[] _scalings;

    /// <summary>Prepares the decay of all subcomponents.</summary>
    public UnimportantDecay(Components components, UnimportantDecaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(settings);
        _sites = components.Sites;
        _strength = settings.Strength;
        _memory = MathF.Pow(2f, -1f / settings.HalfLife);
        _peaks = OfEachSite("peak_importance", s => s.Count);
        _largest = OfEachSite("largest_importance", s => s.Count);
        _kept = OfEachSite("kept", s => s.Columns);
        _scalings = [.. _sites.SelectMany((s, i) => (MatrixScaling[])
        [
            new MatrixScaling(components.V(s), _kept[i], byColumn: true),
            new MatrixScaling(components.U(s), _kept[i], byColumn: false),
        ])];
    }

    /// <summary>peak_c by site, each [C]: what a checkpoint must hold.</summary>
    public IReadOnlyList<Variable> Peaks => _peaks;

    /// <summary>What a traced step must leave behind: the largest importance of each subcomponent over the batch's positions.</summary>
    public IEnumerable<Assignment> Observe(Importances importances)
    {
        ArgumentNullException.ThrowIfNull(importances);
        return _sites.Select((s, i) => new Assignment(_largest[i], importances.Lower[s].MaxRows()));
    }

    /// <summary>Nothing counts as unimportant before it was seen to be.</summary>
    public void Initialise()
    {
        foreach (var peak in _peaks)
            peak.Span.Fill(1f);
    }

    /// <summary>Takes up the batch just observed, then shrinks U and V.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="rate">The learning rate of U and V at this step.</param>
    public void Step(CpuDevice device, float rate)
    {
        for (var site = 0; site < _peaks.Length; site++)
            Weigh(_peaks[site].Span, _largest[site].Span, _kept[site].Span, _sites[site].Rank, rate * _strength);
        foreach (var scaling in _scalings)
            scaling.Run(device);
    }

    private void Weigh(Span<float> peaks, ReadOnlySpan<float> largest, Span<float> kept, int rank, float decay)
    {
        for (var c = 0; c < peaks.Length; c++)
        {
            peaks[c] = MathF.Max(peaks[c] * _memory, MathF.Min(largest[c], 1f));
            kept.Slice(c * rank, rank).Fill(MathF.Max(0f, 1f - (decay * (1f - peaks[c]))));
        }
    }

    private Variable[] OfEachSite(string what, Func<Site, int> size) =>
        [.. _sites.Select(s => new Variable($"components.{what}.{s.Name}", [size(s)]))];
}
