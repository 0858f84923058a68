using Cleave.Models.Layers;
using Cleave.Tensors;

namespace Cleave.Models.Toys;

/// <summary>
/// Toy model of superposition: y = relu(W₂·I·…·I·W₁·x + b), with W₂ = W₁ᵀ while it is trained; the frozen target keeps both
/// matrices, so each can be decomposed on its own. The fixed identity layers between are never trained (SPD, toy models of superposition).
/// </summary>
public sealed class Tms : IToyTarget
{
    /// <summary>Name of W₁.</summary>
    public const string Down = "linear1";

    /// <summary>Name of W₂.</summary>
    public const string Up = "linear2";

    private readonly Linear _down;
    private readonly Linear[] _hidden;
    private readonly Linear _up;

    /// <summary>Makes the target with zeros for weights.</summary>
    public Tms(TmsShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _down = new Linear(Down, new Variable($"{Down}.weight", [shape.Hidden, shape.Features])) { PrivilegedSide = LayerSide.Input };
        _hidden = [.. Enumerable.Range(0, shape.IdentityLayers).Select(i =>
            new Linear(Hidden(i), new Variable($"{Hidden(i)}.weight", [shape.Hidden, shape.Hidden])))];
        _up = new Linear(Up, new Variable($"{Up}.weight", [shape.Features, shape.Hidden]), new Variable($"{Up}.bias", [shape.Features]));
    }

    /// <summary>Makes the target from its trained weights.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="weight">W₁, [hidden, features] row-major.</param>
    /// <param name="bias">b, [features].</param>
    public Tms(TmsShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
        : this(shape)
    {
        weight.CopyTo(_down.Weight.Span);
        bias.CopyTo(_up.Bias!.Span);
        for (var h = 0; h < shape.Hidden; h++)
        {
            for (var f = 0; f < shape.Features; f++)
                _up.Weight.Span[(f * shape.Hidden) + h] = weight[(h * shape.Features) + f];
            foreach (var identity in _hidden)
                identity.Weight.Span[(h * shape.Hidden) + h] = 1;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers => [_down, .. _hidden, _up];

    /// <inheritdoc/>
    public IReadOnlyList<Variable> Weights => [.. Layers.Select(l => l.Weight), _up.Bias!];

    /// <inheritdoc/>
    public OutputKind Output => OutputKind.Values;

    /// <summary>Name of an identity layer.</summary>
    public static string Hidden(int index) => $"hidden.{index}";

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, ForwardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        var hidden = hooks.Linear(_down, input);   // [batch, hidden]
        foreach (var identity in _hidden)
            hidden = hooks.Linear(identity, hidden);
        return hooks.Activate(new Activation("output", ActivationKind.Relu), hooks.Linear(_up, hidden));   // [batch, features]
    }
}
