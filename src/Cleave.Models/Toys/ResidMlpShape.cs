namespace Cleave.Models.Toys;

/// <summary>Sizes and training of a residual MLP that learns x + relu(x) (SPD, compressed computation).</summary>
/// <param name="Features">Sparse input features, each its own label.</param>
/// <param name="Width">Of the residual stream.</param>
/// <param name="Neurons">In each layer.</param>
/// <param name="Layers">How many.</param>
/// <param name="Probability">Chance that a feature is present.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="Batch">Samples a step.</param>
/// <param name="LearningRate">At the start; a cosine takes it to 0.</param>
/// <param name="IdentityEmbedding">Whether feature i is axis i of a residual stream as wide as there are features, rather than a random direction.</param>
public sealed record ResidMlpShape(int Features, int Width, int Neurons, int Layers, float Probability, int Steps, int Batch, float LearningRate,
    bool IdentityEmbedding = false)
{
    /// <summary>100 features by 50 neurons.</summary>
    public static ResidMlpShape OneLayer { get; } = new(100, 1000, 50, 1, 0.01f, 2_000, 2_048, 3e-3f);

    /// <summary>100 features by two layers of 25 neurons.</summary>
    public static ResidMlpShape TwoLayers { get; } = OneLayer with { Neurons = 25, Layers = 2, Steps = 3_000 };

    /// <summary>102 features by three layers of 17 neurons.</summary>
    public static ResidMlpShape ThreeLayers { get; } = new(102, 1000, 17, 3, 0.01f, 4_000, 2_048, 3e-3f);

    /// <summary>As many neurons and axes as features: no superposition, and one right answer (VPD authors' code, gate experiments).</summary>
    public static ResidMlpShape Gate { get; } = new(5, 5, 5, 1, 0.05f, 2_000, 2_048, 1e-2f, IdentityEmbedding: true);

    /// <summary>Sizes of the network.</summary>
    public ResidMlpSizes Sizes => new(Features, Features, Width, Neurons, Layers);
}
