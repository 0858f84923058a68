using Cleave.Decomposition.Sites;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Initialisation;

/// <summary>How U and V start (SPD and VPD, initialisation).</summary>
public interface IInitialisation
{
    /// <summary>Refuses a site that cannot be started this way.</summary>
    /// <exception cref="Formats.InputException">The site has too few subcomponents.</exception>
    void Check(Site site)
    {
    }

    /// <summary>Sets V [in, C·R] and U [C·R, out] of a site, each rank-one on its own.</summary>
    void Set(Components components, Site site, ulong seed);
}

/// <summary>Draws that every initialisation starts from.</summary>
internal static class Draws
{
    /// <summary>Independent N(0, 1) for V of a site.</summary>
    public static void NormalV(Site site, ulong seed, Span<float> v) => new RandomStream(seed, $"components/{site.Name}.V").Normal(0, v);

    /// <summary>Independent N(0, 1) for U of a site.</summary>
    public static void NormalU(Site site, ulong seed, Span<float> u) => new RandomStream(seed, $"components/{site.Name}.U").Normal(0, u);

    /// <summary>Brings draws to a standard deviation.</summary>
    public static void Scale(Span<float> values, float deviation)
    {
        foreach (ref var value in values)
            value *= deviation;
    }
}
