using Cleave.Decomposition.Masks;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Routing;

/// <summary>One pass; elements that merged masks give to the adversary are decomposed everywhere, the others as another routing says.</summary>
/// <param name="masks">Says which elements meet the adversary.</param>
/// <param name="other">The routing of the others, in a single pass over every site.</param>
public sealed class MergedRouting(MergedMasks masks, IRouting other) : IRouting
{
    /// <inheritdoc/>
    public IReadOnlyList<Route> Routes(MaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var routes = other.Routes(context);
        if (routes.Count != 1 || !context.Sites.All(routes[0].Covers))
            throw new ArgumentException($"{context.Purpose}: merged masks need a routing that makes one pass over every site.");
        var attacked = masks.Attacked(context);   // [batch, 1 ..]
        var one = context.Graph.Fill(1f, Shape.Scalar);
        return [new Route(context.Sites.ToDictionary(s => s, s => routes[0].Of(s) is { } positions ? attacked.Where(one, positions) : null))];
    }
}
