using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// The mean over routes of D(target, masked target): what is left of the target's output when masks from one source are
/// applied along one routing (VPD, stochastic and adversarial reconstruction). Which of the method's losses this is depends only on the parts.
/// </summary>
/// <param name="purpose">Names the loss's random streams.</param>
/// <param name="source">Where the masks come from.</param>
/// <param name="routing">Which sites are masked where.</param>
public sealed class Reconstruction(string purpose, IMaskSource source, IRouting routing) : ILoss
{
    /// <inheritdoc/>
    public IAdversary? Adversary => source.Adversary;

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var maskContext = context.Masks(purpose);
        var masks = source.Masks(maskContext);
        var routes = source.Routed(routing).Routes(maskContext);
        var terms = routes.Select(route => context.Divergence.Between(
            DecomposedForward.Run(context.Target, context.Components, context.Clean, masks, route).Output, context.Reference));
        return terms.Aggregate((a, b) => a + b) / routes.Count;
    }

    /// <inheritdoc/>
    /// <remarks>An adversary that makes only some of the masks climbs on its own masks everywhere, every site decomposed.</remarks>
    public Tensor AscentObjective(LossContext context) => source.Adversary is { } adversary && !ReferenceEquals(adversary, source)
        ? new Reconstruction(purpose, adversary, new AllSites()).Evaluate(context)
        : Evaluate(context);
}
