using Cleave.Decomposition.Sites;

namespace Cleave.Decomposition.Initialisation;

/// <summary>
/// V_c and U_c are random unit vectors, and U_c is then multiplied by its overlap with the weights U_cᵀ·W·V_c: the SPD paper's
/// start, which needs no warm-up (SPD, initialisation). The sum is not W, but no subcomponent points against it.
/// </summary>
public sealed class AlignedInitialisation : IInitialisation
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
        var weight = site.Layer.Weight.Span;   // [out, in]
        for (var c = 0; c < site.Columns; c++)
        {
            ScaleToUnit(v, c, site.Columns, site.In);
            ScaleToUnit(u, c * site.Out, 1, site.Out);
            var overlap = (float)Overlap(site, weight, v, u, c);
            foreach (ref var value in u.Slice(c * site.Out, site.Out))
                value *= overlap;
        }
    }

    private static double Overlap(Site site, ReadOnlySpan<float> weight, ReadOnlySpan<float> v, ReadOnlySpan<float> u, int c)
    {
        var overlap = 0.0;
        for (var o = 0; o < site.Out; o++)
        {
            var product = 0.0;
            for (var i = 0; i < site.In; i++)
                product += (double)weight[(o * site.In) + i] * v[(i * site.Columns) + c];
            overlap += u[(c * site.Out) + o] * product;
        }

        return overlap;
    }

    private static void ScaleToUnit(Span<float> values, int first, int stride, int count)
    {
        var square = 0.0;
        for (var i = 0; i < count; i++)
            square += (double)values[first + (i * stride)] * values[first + (i * stride)];
        var factor = (float)(1 / Math.Sqrt(square));
        for (var i = 0; i < count; i++)
            values[first + (i * stride)] *= factor;
    }
}
