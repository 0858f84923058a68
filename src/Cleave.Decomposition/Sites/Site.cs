using Cleave.Models.Layers;

namespace Cleave.Decomposition.Sites;

/// <summary>One matrix that is taken apart, W [out, in].</summary>
/// <param name="Layer">The layer it belongs to.</param>
/// <param name="Count">C, how many subcomponents it gets.</param>
/// <param name="Rank">
/// R, how many rank-ones each of them is the sum of: 1 for subcomponents; more for the full components of APD (APD, components).
/// </param>
public sealed record Site(Linear Layer, int Count, int Rank = 1)
{
    /// <summary>C·R rank-ones in all, those of one component side by side.</summary>
    public int Columns => Count * Rank;

    /// <summary>Dotted name, the layer's.</summary>
    public string Name => Layer.Name;

    /// <summary>Size of the input.</summary>
    public int In => Layer.In;

    /// <summary>Size of the output.</summary>
    public int Out => Layer.Out;
}
