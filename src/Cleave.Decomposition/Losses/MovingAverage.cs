using Cleave.Decomposition.Sites;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// A debiased exponential moving average of one vector [C] a site: m ← d·m + (1 − d)·x, w ← d·w + (1 − d), estimate m / w, with d
/// the half-life's decay. The first estimate is x itself. m and w are remembered: dividing by the weight itself, not by a power
/// of d, needs no count of steps and so continues exactly.
/// </summary>
public sealed class MovingAverage
{
    private readonly Variable[] _sums;
    private readonly Variable _weight;
    private readonly float _decay;
    private readonly float _gain;

    /// <summary>Allocates the memory.</summary>
    /// <param name="name">Names the memory in checkpoints.</param>
    /// <param name="sites">The sites in forward order.</param>
    /// <param name="halfLife">Steps after which a value weighs half.</param>
    public MovingAverage(string name, IReadOnlyList<Site> sites, double halfLife)
    {
        ArgumentNullException.ThrowIfNull(sites);
        _sums = [.. sites.Select(s => new Variable($"{name}.values.{s.Name}", [s.Count]))];
        _weight = new Variable($"{name}.weight", Shape.Scalar);
        var decay = Math.Pow(0.5, 1 / halfLife);
        (_decay, _gain) = ((float)decay, (float)(1 - decay));
    }

    /// <summary>
    /// The estimates with this step's values in them, [C] a site. Gradients pass as if an estimate were the value itself, so
    /// that a slow average does not shrink them by 1 − d.
    /// </summary>
    public Tensor[] Estimate(LossContext context, IReadOnlyList<Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(values);
        var weight = (context.Graph.Read(_weight) * _decay) + _gain;
        context.Remember(_weight, weight);
        return [.. values.Select((x, i) =>
        {
            var sum = (context.Graph.Read(_sums[i]) * _decay) + (x.Detach() * _gain);
            context.Remember(_sums[i], sum);
            return (sum / weight) + (x - x.Detach());   // adds exactly 0
        })];
    }
}
