using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// L_p: ψ(g) = (g + ε)^p with p moving along its anneal (VPD, importance minimality). For p &lt; 1 its slope p·g^(p−1) grows
/// without bound towards 0 (VPD authors' code).
/// </summary>
/// <param name="exponent">p over the run.</param>
/// <param name="epsilon">ε, which keeps the gradient finite at 0 when p &lt; 1.</param>
public sealed class PowerPenalty(Anneal exponent, float epsilon = 1e-12f) : IPenalty
{
    private readonly Variable _exponent = new("penalty.exponent", Shape.Scalar) { Value = exponent.At(0) };

    /// <inheritdoc/>
    public void Advance(double progress) => _exponent.Value = exponent.At(progress);

    /// <inheritdoc/>
    public Tensor Of(Tensor importance)
    {
        ArgumentNullException.ThrowIfNull(importance);
        return (importance + epsilon).Pow(importance.Graph.Read(_exponent));
    }
}
