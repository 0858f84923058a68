using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Layers;

/// <summary>Nonlinearities of neurons.</summary>
public enum ActivationKind
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x·σ(x).</summary>
    Silu,
}

/// <summary>The nonlinearity of a layer's neurons.</summary>
/// <param name="Name">Dotted name.</param>
/// <param name="Kind">Which function.</param>
public sealed record Activation(string Name, ActivationKind Kind)
{
    /// <summary>[.., neurons] to the same.</summary>
    public Tensor Apply(Tensor x) => Kind switch
    {
        ActivationKind.Relu => x.Relu(),
        ActivationKind.Silu => x.Silu(),
        _ => throw new InvalidOperationException($"There is no activation {Kind}."),
    };
}
