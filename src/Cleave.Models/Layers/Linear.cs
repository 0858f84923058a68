using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Layers;

/// <summary>A side of a linear layer.</summary>
public enum LayerSide
{
    /// <summary>Its outputs: the rows of W.</summary>
    Output,

    /// <summary>Its inputs: the columns of W.</summary>
    Input,
}

/// <summary>y = x·Wᵀ + b: the unit that a decomposition takes apart.</summary>
/// <param name="Name">Dotted name: the tensor's key in files and the site's name in configs.</param>
/// <param name="Weight">[out, in].</param>
/// <param name="Bias">[out], or none.</param>
public sealed record Linear(string Name, Variable Weight, Variable? Bias = null)
{
    /// <summary>
    /// The side whose coordinates mean something by themselves, because neurons, heads or features stand there rather than a space
    /// that other layers share: outputs of q, k, v and of up projections, inputs of o and of down projections (VPD authors' code).
    /// </summary>
    public LayerSide PrivilegedSide { get; init; } = LayerSide.Output;

    /// <summary>Size of the input.</summary>
    public int In => Weight.Shape[1];

    /// <summary>Size of the output.</summary>
    public int Out => Weight.Shape[0];

    /// <summary>[.., in] to [.., out].</summary>
    public Tensor Apply(Tensor x) => AddBias(Product(x));

    /// <summary>x·Wᵀ without the bias.</summary>
    public Tensor Product(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Project(x.Graph.Read(Weight), transposeB: true);
    }

    /// <summary>y + b, or y where there is no bias.</summary>
    public Tensor AddBias(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        return Bias is null ? y : y + y.Graph.Read(Bias);
    }
}
