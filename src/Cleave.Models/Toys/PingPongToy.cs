using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>
/// Ping-pong superposition (VPD, frequency minimality): 64 rank-one circuits that write into a width of 21, in groups of eight that share their neurons:
/// the circuits of a group write along one direction, each from a feature of its own. A group's sum is then exactly rank one and
/// may stand for its eight circuits: as features are rarely on together, it costs the same importance, and only the
/// frequency term tells one subcomponent that is used often from eight that are used rarely.
/// </summary>
public sealed class PingPongToy : IToy
{
    /// <summary>Name of the only layer.</summary>
    public const string Layer = "circuits";

    /// <summary>Circuits of a group.</summary>
    public const int GroupSize = 8;

    private const int Groups = 8;
    private const int Circuits = Groups * GroupSize;
    private const int Width = 21;
    private const float Probability = 0.01f;

    private static float[][] Reads => [.. Enumerable.Range(0, Circuits).Select(i => Enumerable.Range(0, Circuits).Select(j => i == j ? 1f : 0f).ToArray())];

    /// <inheritdoc/>
    public Truth Truth => new()
    {
        Features = Circuits,
        Sites = [new SiteTruth(Layer, TruthPattern.Identity, Circuits, Truth.Sparse(Circuits, Probability))],
    };

    /// <inheritdoc/>
    public IToyTarget Blank() => Empty();

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default)
    {
        var target = Empty();
        for (var i = 0; i < Circuits; i++)
            target.Add(0, i, Directions.Unit(new RandomStream(seed, "ping-pong/groups"), i / GroupSize, Width));
        return target;
    }

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) => new GatedFeatures(seed, purpose, batch, Reads, Probability, correlation: 0, silent: []);

    private static ParallelLayers Empty() => new([new ParallelLayer(Layer, [.. Enumerable.Range(0, Circuits)])], Reads, Width);
}
