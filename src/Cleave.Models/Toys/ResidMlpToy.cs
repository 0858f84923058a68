using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>
/// The residual MLP that learns x + relu(x). Where neurons are shared, reading matrices have one mechanism a feature, and writing
/// matrices one a neuron, all of them at work as soon as any feature is present (SPD, compressed computation). With an axis and a
/// neuron for each feature nothing is shared: then both have one a feature, needed only while the feature is above 0.
/// </summary>
public sealed class ResidMlpToy(ResidMlpShape shape) : IToy
{
    /// <inheritdoc/>
    public Truth Truth => new()
    {
        Features = shape.Features,
        Sites = [.. Enumerable.Range(0, shape.Layers).SelectMany(Layer)],
    };

    /// <inheritdoc/>
    public IToyTarget Blank() => new ResidMlp(shape.Sizes);

    /// <inheritdoc/>
    public IToyTarget Make(CpuDevice device, ulong seed, IProgress<WorkDone>? progress = null, CancellationToken stop = default) =>
        ResidMlpTraining.Train(device, shape, seed, progress, stop).Target;

    /// <inheritdoc/>
    public IData Data(ulong seed, string purpose, int batch) =>
        new SparseFeatures(seed, purpose, batch, shape.Features, shape.Probability, low: -1f);

    private SiteTruth[] Layer(int layer) => shape.IdentityEmbedding
        ? [Alone(ResidMlp.In(layer), FeatureSide.Inputs), Alone(ResidMlp.Out(layer), FeatureSide.Outputs)]
        :
        [
            new(ResidMlp.In(layer), TruthPattern.Identity, shape.Features, Truth.Sparse(shape.Features, shape.Probability)),
            new(ResidMlp.Out(layer), TruthPattern.Dense, shape.Neurons, Truth.Dense(shape.Neurons, shape.Features, shape.Probability)),
        ];

    private SiteTruth Alone(string name, FeatureSide side) =>
        new(name, TruthPattern.Identity, shape.Features, Truth.Sparse(shape.Features, shape.Probability / 2), side);
}
