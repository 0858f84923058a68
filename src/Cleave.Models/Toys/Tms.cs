using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Toys;

/// <summary>
/// Toy model of superposition: y = relu(W₂·W₁·x + b), with W₂ = W₁ᵀ while it is trained; the frozen target keeps both
/// matrices, so each can be decomposed on its own (spd-apd.md 3.1).
/// </summary>
public sealed class Tms : ITarget
{
    private readonly Linear _down;
    private readonly Linear _up;

    /// <summary>Makes the target from its trained weights.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="weight">W₁, [hidden, features] row-major.</param>
    /// <param name="bias">b, [features].</param>
    public Tms(TmsShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        _down = new Linear("linear1", new Variable("linear1.weight", [shape.Hidden, shape.Features]));
        _up = new Linear("linear2", new Variable("linear2.weight", [shape.Features, shape.Hidden]), new Variable("linear2.bias", [shape.Features]));
        weight.CopyTo(_down.Weight.Span);
        bias.CopyTo(_up.Bias!.Span);
        for (var h = 0; h < shape.Hidden; h++)
        {
            for (var f = 0; f < shape.Features; f++)
                _up.Weight.Span[(f * shape.Hidden) + h] = weight[(h * shape.Features) + f];
        }
    }

    /// <summary>The model's sizes.</summary>
    public TmsShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers => [_down, _up];

    /// <inheritdoc/>
    public OutputKind Output => OutputKind.Values;

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, LinearMap linear)
    {
        ArgumentNullException.ThrowIfNull(linear);
        var hidden = linear(_down, input);   // [batch, hidden]
        return linear(_up, hidden).Relu();   // [batch, features]
    }
}
