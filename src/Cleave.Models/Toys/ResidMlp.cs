using Cleave.Models.Layers;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Models.Toys;

/// <summary>Sizes of a residual MLP.</summary>
/// <param name="Inputs">Numbers it takes.</param>
/// <param name="Outputs">Numbers it gives.</param>
/// <param name="Width">Of the residual stream.</param>
/// <param name="Neurons">In each layer.</param>
/// <param name="Layers">How many.</param>
/// <param name="Bias">Whether neurons have biases.</param>
public sealed record ResidMlpSizes(int Inputs, int Outputs, int Width, int Neurons, int Layers, bool Bias = false);

/// <summary>
/// Residual MLP: r ← x·W_E, then in each layer r ← r + relu(r·W_inᵀ + b)·W_outᵀ, at the end y = r·W_U (SPD, compressed computation). Only the
/// layers' matrices can be decomposed; embedding and unembedding are saved with them and stay as they are.
/// </summary>
public sealed class ResidMlp : IToyTarget
{
    private readonly (Linear In, Linear Out)[] _layers;

    /// <summary>Makes the target with zeros for weights.</summary>
    public ResidMlp(ResidMlpSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        Embedding = new Variable("embedding.weight", [sizes.Inputs, sizes.Width]);
        Unembedding = new Variable("unembedding.weight", [sizes.Width, sizes.Outputs]);
        _layers = [.. Enumerable.Range(0, sizes.Layers).Select(l => (
            new Linear(In(l), new Variable($"{In(l)}.weight", [sizes.Neurons, sizes.Width]),
                sizes.Bias ? new Variable($"{In(l)}.bias", [sizes.Neurons]) : null),
            new Linear(Out(l), new Variable($"{Out(l)}.weight", [sizes.Width, sizes.Neurons])) { PrivilegedSide = LayerSide.Input }))];
    }

    /// <summary>W_E, [inputs, width].</summary>
    public Variable Embedding { get; }

    /// <summary>W_U, [width, outputs].</summary>
    public Variable Unembedding { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Linear> Layers => [.. _layers.SelectMany(l => (Linear[])[l.In, l.Out])];

    /// <inheritdoc/>
    public IReadOnlyList<Variable> Weights =>
        [Embedding, Unembedding, .. Layers.Select(l => l.Weight), .. Layers.Select(l => l.Bias).OfType<Variable>()];

    /// <inheritdoc/>
    public OutputKind Output => OutputKind.Values;

    /// <summary>Name of a layer's matrix that reads the residual stream.</summary>
    public static string In(int layer) => $"layers.{layer}.mlp_in";

    /// <summary>Name of a layer's matrix that writes to the residual stream.</summary>
    public static string Out(int layer) => $"layers.{layer}.mlp_out";

    /// <inheritdoc/>
    public Tensor Forward(Tensor input, ForwardHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(hooks);
        var residual = hooks.Residual("embedding", input.MatMul(input.Graph.Read(Embedding)));   // [batch, width]
        for (var l = 0; l < _layers.Length; l++)
        {
            var neurons = hooks.Activate(new Activation($"layers.{l}.mlp", ActivationKind.Relu), hooks.Linear(_layers[l].In, residual));   // [batch, neurons]
            residual = hooks.Residual($"layers.{l}", residual + hooks.Linear(_layers[l].Out, neurons));
        }

        return residual.Project(input.Graph.Read(Unembedding));     // [batch, outputs]
    }
}
