using Cleave.Models.Layers;

namespace Cleave.Decomposition.Sites;

/// <summary>One matrix that is taken apart, W [out, in], and how many rank-one subcomponents it gets.</summary>
public sealed record Site(Linear Layer, int Count)
{
    /// <summary>Dotted name, the layer's.</summary>
    public string Name => Layer.Name;

    /// <summary>Size of the input.</summary>
    public int In => Layer.In;

    /// <summary>Size of the output.</summary>
    public int Out => Layer.Out;
}
