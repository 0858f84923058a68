using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>The pattern that a site's importances have when single features are shown (SPD authors' code, identity error).</summary>
public enum TruthPattern
{
    /// <summary>One subcomponent a feature, and each for one feature alone.</summary>
    Identity,

    /// <summary>Some subcomponents used by many features, all others by none.</summary>
    Dense,
}

/// <summary>On which side of a matrix a toy's features lie.</summary>
public enum FeatureSide
{
    /// <summary>Neither: recovery of single features' vectors has no meaning.</summary>
    None,

    /// <summary>A feature is a column of W.</summary>
    Inputs,

    /// <summary>A feature is a row of W.</summary>
    Outputs,
}

/// <summary>What is known of one site.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Pattern">Its importances when single features are shown.</param>
/// <param name="Mechanisms">How many subcomponents do the work.</param>
/// <param name="L0">Mean number of them that an input needs.</param>
/// <param name="Features">Where the features lie.</param>
public sealed record SiteTruth(string Layer, TruthPattern Pattern, int Mechanisms, float L0, FeatureSide Features = FeatureSide.None);

/// <summary>What is known of a toy's mechanisms.</summary>
public sealed record Truth
{
    /// <summary>Value of the only present feature of a probe, where a feature is an input of its own.</summary>
    public const float ProbeValue = 0.75f;

    /// <summary>Number of features that probes show one at a time; 0 where single features have no meaning.</summary>
    public required int Features { get; init; }

    /// <summary>The inputs that show one feature each, in their order; none where a feature is an input of its own.</summary>
    public IReadOnlyList<float[]>? Shown { get; init; }

    /// <summary>The sites whose mechanisms are known; others are not judged.</summary>
    public required IReadOnlyList<SiteTruth> Sites { get; init; }

    /// <summary>What is known of a site, or null.</summary>
    public SiteTruth? Of(string layer) => Sites.FirstOrDefault(s => s.Layer == layer);

    /// <summary>Inputs with one feature each, [features, inputs].</summary>
    public Variable Probes()
    {
        var inputs = Shown is null ? Features : Shown[0].Length;
        var probes = new Variable("probes", [Features, inputs]);
        for (var i = 0; i < Features; i++)
        {
            if (Shown is not null)
                Shown[i].CopyTo(probes.Span[(i * inputs)..]);
            else
                probes.Span[(i * inputs) + i] = ProbeValue;
        }

        return probes;
    }

    /// <summary>Mean number of <paramref name="features"/> independent features that are present.</summary>
    public static float Sparse(int features, float probability) => features * probability;

    /// <summary>Mean number of <paramref name="mechanisms"/> that are all needed as soon as any of the features is present.</summary>
    public static float Dense(int mechanisms, int features, float probability) => mechanisms * (1 - MathF.Pow(1 - probability, features));
}
