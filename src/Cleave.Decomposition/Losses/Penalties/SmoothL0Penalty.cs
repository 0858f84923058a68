using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Losses;

/// <summary>
/// Smooth L0 (Geman-McClure): ψ(g) = g² / (g² + γ²), which becomes a count of what is not 0 as its width γ shrinks; flat at 0
/// and never steeper than 0.65 / γ. Normalised, ψ·(1 + γ²): an importance of 1 costs 1 at every width (VPD authors' code).
/// </summary>
/// <param name="width">γ over the run.</param>
/// <param name="normaliseAtOne">Whether an importance of 1 always costs 1.</param>
public sealed class SmoothL0Penalty(Anneal width, bool normaliseAtOne) : IPenalty
{
    private readonly Variable _squaredWidth = new("penalty.squared_width", Shape.Scalar) { Value = width.At(0) * width.At(0) };

    /// <inheritdoc/>
    public void Advance(double progress)
    {
        var gamma = width.At(progress);
        _squaredWidth.Value = gamma * gamma;
    }

    /// <inheritdoc/>
    public Tensor Of(Tensor importance)
    {
        ArgumentNullException.ThrowIfNull(importance);
        var squaredWidth = importance.Graph.Read(_squaredWidth);
        var square = importance.Square();   // [.., C]
        var share = square / (square + squaredWidth);
        return normaliseAtOne ? share * (squaredWidth + 1f) : share;
    }
}
