using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// Asks for few important subcomponents, and for each to be important rarely:
/// (1/N) Σ_sites Σ_c [ s_c + β·s_c·log₂(1 + a·s_c) ], s_c = Σ_positions (g_c + ε)^p, with g the upper-leaky importance and
/// a = reference count / N, or 1 (vpd.md 1.2b and c; practice.md 2). p moves along its anneal. Sites are never merged before
/// the logarithm.
/// </summary>
/// <param name="exponent">p over the run.</param>
/// <param name="frequency">β, the weight of the frequency term within this one.</param>
/// <param name="referenceCount">Positions the logarithm counts over; none means those of the batch.</param>
/// <param name="epsilon">ε, which keeps the gradient of g^p finite at 0 when p &lt; 1.</param>
public sealed class Minimality(Anneal exponent, float frequency, double? referenceCount = null, float epsilon = 1e-12f) : ILoss
{
    private readonly Variable _exponent = new("minimality.exponent", Shape.Scalar);

    /// <inheritdoc/>
    public void Advance(double progress) => _exponent.Value = exponent.At(progress);

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Evaluate(context.Graph, context.Components.Sites.Select(s => context.Importances.Upper[s]));
    }

    /// <summary>The term from upper-leaky importances [.., C], one tensor a site.</summary>
    public Tensor Evaluate(Graph graph, IEnumerable<Tensor> importances)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(importances);
        var p = graph.Read(_exponent);
        var terms = importances.Select(g =>
        {
            var positions = g.Shape.WithoutLast().Count;
            var usage = (g + epsilon).Pow(p).SumRows();   // [C]
            var count = usage * (float)((referenceCount ?? positions) / positions);
            return (usage + (usage * (count + 1f).Log2() * frequency)).Sum() / positions;
        });
        return terms.Aggregate((a, b) => a + b);
    }
}
