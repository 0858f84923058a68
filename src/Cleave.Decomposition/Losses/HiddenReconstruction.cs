using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// Mean squared error between what the chosen sites read in the masked pass and in the clean one, over all their elements: hidden
/// activations must survive the masks, not only the output (APD, losses: the inputs of a block's second matrix are its
/// activations after the ReLU).
/// </summary>
/// <param name="purpose">Names the loss's random streams.</param>
/// <param name="source">Where the masks come from; every site is masked everywhere.</param>
/// <param name="pattern">A glob of the sites whose inputs are compared.</param>
public sealed class HiddenReconstruction(string purpose, IMaskSource source, string pattern) : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var masks = source.Masks(context.Masks(purpose));
        var inputs = DecomposedForward.Run(context.Target, context.Components, context.Clean, masks, Route.Everywhere).Inputs;
        var sites = context.Components.Sites.Where(s => SiteSelection.Matches(pattern, s.Name)).ToArray();
        var errors = sites.Select(s => (inputs[s] - context.Clean.Inputs[s]).Square().Sum()).Aggregate((a, b) => a + b);
        return errors / sites.Sum(s => (float)inputs[s].Shape.Count);
    }
}
