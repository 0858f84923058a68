using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// Two circuits that cancel (VPD, cancelling subcomponents): y = left·x + right·x, where left = Q + P and right = R − P. Both P may be removed together, but
/// neither alone. A criterion that only asks whether what is unimportant may be removed all at once calls both unimportant; one that
/// asks it of every subset calls both important.
/// </summary>
public sealed class CancellingToy : IToy
{
    /// <summary>The layer with Q + P.</summary>
    public const string Left = "left";

    /// <summary>The layer with R − P.</summary>
    public const string Right = "right";

    /// <summary>The feature that P reads.</summary>
    public const int Cancelling = 0;

    /// <summary>The feature that Q reads.</summary>
    public const int LeftUseful = 1;

    /// <summary>The feature that R reads.</summary>
    public const int RightUseful = 2;

    private const int Features = 3;
    private const int Width = 8;
    private const float Probability = 0.1f;

    private static float[][] Basis => Directions.Orthonormal(new RandomStream(0, "cancelling/reads"), Width, Width);

    private static float[][] Reads => Basis[..Features];

    /// <inheritdoc/>
    public Truth Truth => new()
    {
        Features = Features,
        Shown = [.. Reads.Select(r => r.Select(v => v * Truth.ProbeValue).ToArray())],
        Sites = [Of(Left), Of(Right)],
    };

    /// <inheritdoc/>
    public IToyTarget Blank() => Empty();

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        var target = Empty();
        var writes = new RandomStream(seed, "cancelling/writes");
        var cancelling = Directions.Unit(writes, Cancelling, Width);
        target.Add(0, Cancelling, cancelling);
        target.Add(1, Cancelling, [.. cancelling.Select(v => -v)]);
        target.Add(0, LeftUseful, Directions.Unit(writes, LeftUseful, Width));
        target.Add(1, RightUseful, Directions.Unit(writes, RightUseful, Width));
        return target;
    }

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) => new GatedFeatures(seed, purpose, batch, Reads, Probability, correlation: 0, silent: Basis[Features..]);

    // Two mechanisms a layer; the probe of the other layer's own feature shows none.
    private static SiteTruth Of(string layer) => new(layer, TruthPattern.Dense, 2, 2 * Probability);

    private static ParallelLayers Empty() =>
        new([new ParallelLayer(Left, [Cancelling, LeftUseful]), new ParallelLayer(Right, [Cancelling, RightUseful])], Reads, Width);
}
