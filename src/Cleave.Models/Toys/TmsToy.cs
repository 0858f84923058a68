using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>The toy model of superposition: one mechanism a feature in both matrices; identity layers need as many as they are wide.</summary>
public sealed class TmsToy(TmsShape shape) : IToy
{
    /// <inheritdoc/>
    public Truth Truth => new()
    {
        Features = shape.Features,
        Sites =
        [
            new SiteTruth(Tms.Down, TruthPattern.Identity, shape.Features, Truth.Sparse(shape.Features, shape.Probability), FeatureSide.Inputs),
            .. Enumerable.Range(0, shape.IdentityLayers).Select(i => new SiteTruth(
                Tms.Hidden(i), TruthPattern.Dense, shape.Hidden, Truth.Dense(shape.Hidden, shape.Features, shape.Probability))),
            new SiteTruth(Tms.Up, TruthPattern.Identity, shape.Features, Truth.Sparse(shape.Features, shape.Probability), FeatureSide.Outputs),
        ],
    };

    /// <inheritdoc/>
    public IToyTarget Blank() => new Tms(shape);

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default) => TmsTraining.Train(device, shape, seed, progress, stop).Target;

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) => new SparseFeatures(seed, purpose, batch, shape.Features, shape.Probability);
}
