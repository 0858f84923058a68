using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// Planted mechanisms: y = Σ_i g_i·a_i·(b_i·x), one matrix W = Σ a_i·b_iᵀ whose mechanisms are told apart by their use alone. Any
/// other basis of the same span sums to the same W; a subcomponent that mixes two mechanisms is needed whenever one of them is on, that is with
/// probability 2p − p² − c·p·(1 − p), which exceeds the p of a pure one by the share (1 − p)·(1 − c). So a wrong basis pays that relative
/// penalty, and recovery must fail as p → 1 or c → 1 while the span is still found.
/// </summary>
/// <param name="probability">p, the chance that a mechanism is on.</param>
/// <param name="correlation">c, the correlation of any two gates.</param>
public sealed class PlantedToy(float probability, float correlation) : IToy
{
    /// <summary>Name of the only layer.</summary>
    public const string Layer = "mechanisms";

    private const int Count = 8;
    private const int Width = 16;

    // The same for every seed, so that what is known does not depend on it; writes follow the seed.
    private static float[][] Basis => Directions.Orthonormal(new RandomStream(0, "planted/reads"), Width, Width);

    private static float[][] Reads => Basis[..Count];

    /// <inheritdoc/>
    public Truth Truth => new()
    {
        Features = Count,
        Shown = [.. Reads.Select(r => r.Select(v => v * Truth.ProbeValue).ToArray())],
        Sites = [new SiteTruth(Layer, TruthPattern.Identity, Count, Truth.Sparse(Count, probability))],
    };

    /// <inheritdoc/>
    public IToyTarget Blank() => Empty();

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        var target = Empty();
        for (var i = 0; i < Count; i++)
            target.Add(0, i, Directions.Unit(new RandomStream(seed, "planted/writes"), i, Width));
        return target;
    }

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) => new GatedFeatures(seed, purpose, batch, Reads, probability, correlation, silent: Basis[Count..]);

    private static ParallelLayers Empty() => new([new ParallelLayer(Layer, [.. Enumerable.Range(0, Count)])], Reads, Width);
}
