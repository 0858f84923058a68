using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Layers;

/// <summary>g ⊙ x / √(mean(x²) + ε): an RMS norm with its gain.</summary>
/// <param name="Name">Dotted name, as its tensor is called in files.</param>
/// <param name="Gain">g, [width].</param>
/// <param name="Epsilon">ε.</param>
public sealed record Norm(string Name, Variable Gain, float Epsilon)
{
    /// <summary>[.., width] to the same.</summary>
    public Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.RmsNorm(Epsilon, x.Graph.Read(Gain));
    }

    /// <summary>The same value with the factor 1/√(mean(x²) + ε) held fixed: gradients pass as through a linear map.</summary>
    public Tensor ApplyFrozen(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var mean = x.Square().SumLast() / x.Shape.Last;                              // [..]
        var factor = (mean + Epsilon).Pow(x.Graph.Fill(-0.5f, mean.Shape));
        return x * factor.Reshape(factor.Shape.Append(1)).Detach() * x.Graph.Read(Gain);
    }
}
