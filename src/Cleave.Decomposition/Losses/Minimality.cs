using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// Asks for few important subcomponents, and for each to be important rarely; the paper's fused form:
/// (1/N) Σ_sites Σ_c [ s_c + β·s_c·log₂(1 + a·s_c) ], s_c = Σ_positions ψ(g_c), with g the upper-leaky importance, ψ a penalty
/// and a = reference count / N, or 1 (VPD, importance and frequency minimality). With β = 0 it is minimality alone, beside which
/// <see cref="Frequency"/> may stand as a term of its own: at this term's coefficient times β and the same reference count
/// their sum is this fused form. Sites are never merged before the logarithm.
/// </summary>
/// <param name="penalty">ψ, what one importance costs.</param>
/// <param name="frequency">β, the weight of the frequency term within this one.</param>
/// <param name="referenceCount">Positions the logarithm counts over; none means those of the batch.</param>
public sealed class Minimality(IPenalty penalty, float frequency, double? referenceCount = null) : ILoss
{
    /// <inheritdoc/>
    public void Advance(double progress) => penalty.Advance(progress);

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Evaluate(context.Components.Sites.Select(s => context.Importances.Upper[s]));
    }

    /// <summary>The term from upper-leaky importances [.., C], one tensor a site.</summary>
    public Tensor Evaluate(IEnumerable<Tensor> importances)
    {
        ArgumentNullException.ThrowIfNull(importances);
        var terms = importances.Select(g =>
        {
            var positions = g.Shape.WithoutLast().Count;
            var usage = penalty.Of(g).SumRows();   // [C]
            var cost = frequency == 0 ? usage : usage + (Frequency.Cost(usage, (referenceCount ?? positions) / positions) * frequency);
            return cost.Sum() / positions;
        });
        return terms.Aggregate((a, b) => a + b);
    }
}
