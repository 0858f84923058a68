using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Importance;

/// <summary>Says for each input which subcomponents are needed: one logit for each, from the untouched pass (VPD and SPD, causal importance functions).</summary>
public interface IImportanceFunction
{
    /// <summary>Its trainable parameters.</summary>
    VariableGroup Parameters { get; }

    /// <summary>Sets the parameters a run starts from.</summary>
    void Initialise(ulong seed);

    /// <summary>
    /// Whether a parameter is one linear map, which an optimizer may treat as a matrix; tables of many small networks are not.
    /// </summary>
    bool IsMatrix(Variable parameter) => parameter.Shape.Rank == 2;

    /// <summary>Logits [.., C] for every site.</summary>
    IReadOnlyDictionary<Site, Tensor> Logits(CleanPass clean, Components components);

    /// <summary>Logits [features, C] for probes that show one feature each; the same function unless it looks at a batch as a whole.</summary>
    IReadOnlyDictionary<Site, Tensor> ProbeLogits(CleanPass clean, Components components) => Logits(clean, components);
}

/// <summary>Starting values of layers.</summary>
internal static class Initial
{
    /// <summary>N(0, gain²/fanIn).</summary>
    public static void Normal(Variable variable, ulong seed, int fanIn, float gain = 1f)
    {
        var values = variable.Span;
        new RandomStream(seed, variable.Name).Normal(0, values);
        foreach (ref var value in values)
            value *= gain / MathF.Sqrt(fanIn);
    }

    /// <summary>U(−1/√fanIn, 1/√fanIn).</summary>
    public static void Uniform(Variable variable, ulong seed, int fanIn)
    {
        var values = variable.Span;
        new RandomStream(seed, variable.Name).Uniform(0, values);
        foreach (ref var value in values)
            value = ((2 * value) - 1) / MathF.Sqrt(fanIn);
    }
}
