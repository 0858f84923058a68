using Cleave.Tensors;

namespace Cleave.Models.Layers;

/// <summary>
/// The points of a forward pass. A target calls these instead of computing by itself, and as they stand they compute what the network does.
/// Override a point to look at its value, to put something else in its place, or to hold part of it fixed.
/// </summary>
public class ForwardHooks
{
    /// <summary>The network as it is.</summary>
    public static ForwardHooks None { get; } = new();

    /// <summary>y of a linear layer, [.., in] to [.., out].</summary>
    public virtual Tensor Linear(Linear layer, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Apply(input);
    }

    /// <summary>A norm of the residual stream, [.., width] to the same.</summary>
    public virtual Tensor Normalise(Norm norm, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return norm.Apply(input);
    }

    /// <summary>What the heads of a layer read together, [batch, position, head, d] from queries of that shape, keys and values.</summary>
    public virtual Tensor Attend(AttentionHeads heads, Tensor query, Tensor key, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(heads);
        return heads.Apply(query, key, value);
    }

    /// <summary>Neurons after their nonlinearity, [.., neurons]; a gate is not yet multiplied in.</summary>
    public virtual Tensor Activate(Activation activation, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation.Apply(input);
    }

    /// <summary>The residual stream as a block leaves it, [.., width]; the name says after what.</summary>
    public virtual Tensor Residual(string name, Tensor stream) => stream;
}
