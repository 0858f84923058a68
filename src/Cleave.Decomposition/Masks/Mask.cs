using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;

namespace Cleave.Decomposition.Masks;

/// <summary>What scales a site's subcomponents and its delta component.</summary>
/// <param name="Scale">m, [.., C].</param>
/// <param name="Delta">δ, [.., 1], the mask of Δ; none leaves Δ out.</param>
public sealed record Mask(Tensor Scale, Tensor? Delta);

/// <summary>What mask sources build masks from.</summary>
/// <param name="Graph">The traced step.</param>
/// <param name="Sites">The sites in forward order.</param>
/// <param name="Importances">Causal importances of the batch.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Purpose">Names the random streams, so that one loss never shares draws with another.</param>
public sealed record MaskContext(Graph Graph, IReadOnlyList<Site> Sites, Importances Importances, ulong Seed, string Purpose);

/// <summary>One way to choose masks. Composed with a routing and a divergence it makes a reconstruction loss.</summary>
public interface IMaskSource
{
    /// <summary>The adversary that makes these masks, or some of them; none when nothing is searched for.</summary>
    IAdversary? Adversary => null;

    /// <summary>The routing of a loss that asks for <paramref name="routing"/>: another one when elements of a batch differ in it.</summary>
    IRouting Routed(IRouting routing) => routing;

    /// <summary>A mask for every site.</summary>
    IReadOnlyDictionary<Site, Mask> Masks(MaskContext context);
}
