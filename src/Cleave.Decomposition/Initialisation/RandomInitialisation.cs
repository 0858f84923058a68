using Cleave.Decomposition.Sites;

namespace Cleave.Decomposition.Initialisation;

/// <summary>V ~ N(0, 1/in), U ~ N(0, 1/(C·R)), whatever the weights (VPD authors' code, initialisation).</summary>
public sealed class RandomInitialisation : IInitialisation
{
    /// <inheritdoc/>
    public void Set(Components components, Site site, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(site);
        var (v, u) = (components.V(site), components.U(site));
        Draws.NormalV(site, seed, v.Span);
        Draws.NormalU(site, seed, u.Span);
        Draws.Scale(v.Span, 1f / MathF.Sqrt(site.In));
        Draws.Scale(u.Span, 1f / MathF.Sqrt(site.Columns));
    }
}
