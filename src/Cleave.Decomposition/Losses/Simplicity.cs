using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// Asks important components to be of low rank: the mean over positions of Σ_sites Σ_c s_c Σ_m (‖U_m‖²·‖V_m‖²)^(p/2), with s_c the
/// importance and m over the R rank-ones of c. Length times length stands for a singular value (Schatten-p; APD, losses).
/// </summary>
/// <param name="exponent">p, in (0, 1].</param>
/// <param name="global">Whether to divide by the number of decomposed weights, as global faithfulness does, so that both keep their balance in every target.</param>
/// <param name="epsilon">Keeps the gradient finite where a rank-one has vanished.</param>
public sealed class Simplicity(float exponent, bool global, float epsilon = 1e-12f) : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        var power = graph.Fill(exponent / 2, Shape.Scalar);
        var terms = context.Components.Sites.Select(site =>
        {
            var importance = context.Importances.Lower[site];                            // [.., C]
            var usage = importance.SumRows() / importance.Shape.WithoutLast().Count;     // [C]
            var squares = graph.Read(context.Components.U(site)).Square().SumLast() * graph.Read(context.Components.V(site)).Square().SumRows();
            var sizes = (squares + epsilon).Pow(power);                                  // [C·R]
            return (usage * sizes.Reshape([site.Count, site.Rank]).SumLast()).Sum();
        });
        var sum = terms.Aggregate((a, b) => a + b);
        return global ? sum / context.Components.Sites.Sum(s => (float)s.Layer.Weight.Shape.Count) : sum;
    }
}
