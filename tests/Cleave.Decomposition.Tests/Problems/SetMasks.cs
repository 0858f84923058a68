using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>One number for all subcomponents of each site in forward order, and one δ for all, or none.</summary>
internal sealed class SetMasks(float? delta, params float[] scales) : IMaskSource
{
    public IReadOnlyDictionary<Site, Mask> Masks(MaskContext context) => context.Sites.Zip(scales).ToDictionary(
        p => p.First,
        p => new Mask(
            context.Graph.Fill(p.Second, [p.First.Count]),
            delta is { } d ? context.Graph.Fill(d, context.Importances.Lower[p.First].Shape.WithLast(1)) : null));
}
