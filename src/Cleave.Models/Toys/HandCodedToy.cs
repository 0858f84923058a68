using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>
/// Functions gated by control bits. A layer's mlp_in holds one mechanism a bit. Its mlp_out writes to a single axis and so has rank
/// one: kept whole or split by function it is equally exact and equally sparse while one bit is on, so no pattern is claimed for it.
/// </summary>
public sealed class HandCodedToy : IToy
{
    private const float Probability = 0.05f;

    /// <inheritdoc/>
    public Truth Truth => new()
    {
        Features = HandCoded.Functions,
        Shown = [.. Enumerable.Range(0, HandCoded.Functions).Select(OneBit)],
        Sites = [.. Enumerable.Range(0, HandCoded.Depth).Select(layer => new SiteTruth(
            ResidMlp.In(layer), TruthPattern.Identity, HandCoded.Functions, Truth.Sparse(HandCoded.Functions, Probability)))],
    };

    /// <inheritdoc/>
    public IToyTarget Blank() => new HandCoded();

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default) =>
        HandCoded.Of([.. Enumerable.Range(0, HandCoded.Functions).Select(i => GatedFunction.Draw(seed, i))]);

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) =>
        new GatedInputs(seed, purpose, batch, HandCoded.Functions, HandCoded.High, Probability);

    /// <summary>x in the middle of its range, with one bit on.</summary>
    private static float[] OneBit(int bit)
    {
        var probe = new float[1 + HandCoded.Functions];
        (probe[0], probe[1 + bit]) = (HandCoded.High / 2, 1);
        return probe;
    }
}
