using Cleave.Decomposition.Sites;

namespace Cleave.Decomposition.Initialisation;

/// <summary>
/// V ~ N(0, 2/((C + 1)·in·R)), U ~ N(0, 2/((C + 1)·R·out)): normal Xavier variance taken over the whole stack of components instead of one
/// matrix, as APD's published runs start. Every component begins as almost nothing and grows towards what it explains best.
/// </summary>
public sealed class StackedInitialisation : IInitialisation
{
    /// <inheritdoc/>
    public void Set(Components components, Site site, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(site);
        var v = components.V(site).Span;   // [in, C·R]
        var u = components.U(site).Span;   // [C·R, out]
        Draws.NormalV(site, seed, v);
        Draws.NormalU(site, seed, u);
        Draws.Scale(v, MathF.Sqrt(2f / ((site.Count + 1) * site.In * site.Rank)));
        Draws.Scale(u, MathF.Sqrt(2f / ((site.Count + 1) * site.Out * site.Rank)));
    }
}
