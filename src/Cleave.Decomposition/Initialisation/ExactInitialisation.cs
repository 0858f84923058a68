using Cleave.Decomposition.Sites;
using Cleave.Formats;
using Cleave.Models.Layers;
using Cleave.Tensors.Randomness;

namespace Cleave.Decomposition.Initialisation;

/// <summary>
/// One subcomponent for each coordinate on the layer's <see cref="Linear.PrivilegedSide"/>: a row of W with its output
/// coordinate, or a column with its input coordinate, so that the sum is W from the start and no warm-up is needed (VPD authors' code,
/// `nonlinearity_aligned`). Further subcomponents split coordinates in turn: of n that share a row, each gets the random share
/// w_j·W_ok of every entry, Σ_j w_j = 1, so that none cancels another.
/// </summary>
public sealed class ExactInitialisation : IInitialisation
{
    /// <inheritdoc/>
    public void Check(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var outputs = site.Layer.PrivilegedSide == LayerSide.Output;
        var coordinates = outputs ? site.Out : site.In;
        if (site.Columns < coordinates)
        {
            throw new InputException($"initialisation exact: site {site.Name} needs a subcomponent for each of its {coordinates} "
                + $"{(outputs ? "outputs" : "inputs")} but has {site.Columns}; raise its number under sites, or use initialisation random or aligned.");
        }
    }

    /// <inheritdoc/>
    public void Set(Components components, Site site, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(components);
        Check(site);
        var outputs = site.Layer.PrivilegedSide == LayerSide.Output;
        var coordinates = outputs ? site.Out : site.In;
        components.V(site).Span.Clear();
        components.U(site).Span.Clear();
        var stream = new RandomStream(seed, $"components/{site.Name}.split");
        for (var coordinate = 0; coordinate < coordinates; coordinate++)
        {
            var left = Line(site, coordinate, outputs);
            var sharers = ((site.Columns - coordinate - 1) / coordinates) + 1;
            for (var sharer = 0; sharer < sharers; sharer++)
            {
                var piece = sharer == sharers - 1 ? left : Take(left, stream, coordinate + ((long)sharer * coordinates), sharers - sharer);
                Place(components, site, coordinate + (sharer * coordinates), coordinate, piece, outputs);
            }
        }
    }

    /// <summary>A row of W, or a column.</summary>
    private static float[] Line(Site site, int coordinate, bool row)
    {
        var weight = site.Layer.Weight.Span;   // [out, in]
        var line = new float[row ? site.In : site.Out];
        for (var k = 0; k < line.Length; k++)
            line[k] = row ? weight[(coordinate * site.In) + k] : weight[(k * site.In) + coordinate];
        return line;
    }

    /// <summary>A random share of what is left, one n-th on average; what remains stays in <paramref name="left"/>.</summary>
    private static float[] Take(float[] left, RandomStream stream, long draw, int sharers)
    {
        var piece = new float[left.Length];
        stream.Uniform(draw, piece);
        for (var k = 0; k < piece.Length; k++)
        {
            // 1 − (1 − u)^(1/(n − 1)) is the first of n shares that are spread evenly over all that add up to 1.
            piece[k] = left[k] * (float)(1 - Math.Pow(1 - piece[k], 1.0 / (sharers - 1)));
            left[k] -= piece[k];
        }

        return piece;
    }

    /// <summary>Stores piece ⊗ coordinate with nearly equal norms; the factor is a power of two, so that nothing is rounded.</summary>
    private static void Place(Components components, Site site, int c, int coordinate, float[] piece, bool outputs)
    {
        var norm = 0.0;
        foreach (var value in piece)
            norm += (double)value * value;
        var factor = norm > 0 ? (float)Math.Pow(2, Math.Round(Math.Log2(norm) / 4)) : 1f;
        var v = components.V(site).Span;   // [in, C·R]
        var u = components.U(site).Span;   // [C·R, out]
        if (outputs)
            u[(c * site.Out) + coordinate] = factor;
        else
            v[(coordinate * site.Columns) + c] = factor;
        for (var k = 0; k < piece.Length; k++)
        {
            if (outputs)
                v[(k * site.Columns) + c] = piece[k] / factor;
            else
                u[(c * site.Out) + k] = piece[k] / factor;
        }
    }
}
