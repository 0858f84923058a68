using Cleave.Models.Layers;
using Cleave.Tensors;

namespace Cleave.Models;

/// <summary>How two outputs of a target are compared.</summary>
public enum OutputKind
{
    /// <summary>Logits over a vocabulary: KL divergence and cross-entropy.</summary>
    Logits,

    /// <summary>Logits of one answer for a whole row, [batch, vocabulary]: KL divergence.</summary>
    Answer,

    /// <summary>Real numbers: mean squared error.</summary>
    Values,
}

/// <summary>A trained network to be decomposed. Its weights are frozen; every point of its forward pass is called through <see cref="ForwardHooks"/>.</summary>
public interface ITarget
{
    /// <summary>The layers in forward order.</summary>
    IReadOnlyList<Linear> Layers { get; }

    /// <summary>How outputs are compared.</summary>
    OutputKind Output { get; }

    /// <summary>
    /// The output for a batch: [batch, inputs] to [batch, outputs] for toys, ids [batch, position] to logits
    /// [batch, position, vocabulary] for language models.
    /// </summary>
    Tensor Forward(Tensor input, ForwardHooks hooks);
}

/// <summary>What every target can do.</summary>
public static class TargetSyntax
{
    /// <summary>The output of the network as it is.</summary>
    public static Tensor Forward(this ITarget target, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Forward(input, ForwardHooks.None);
    }
}

/// <summary>A source of batches for a traced step.</summary>
public interface IData
{
    /// <summary>Shape of one batch as the target takes it.</summary>
    Shape BatchShape { get; }

    /// <summary>
    /// The batch inside a traced step. Generated data is keyed by the step; stored data is read from a variable that
    /// <see cref="Load"/> fills before the step runs.
    /// </summary>
    Tensor Trace(Graph graph);

    /// <summary>Prepares the batch of a step; a function of the step alone, so that a run can be continued.</summary>
    void Load(long step);
}
