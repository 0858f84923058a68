using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>How far a masked output lies from the target's own.</summary>
public interface IDivergence
{
    /// <summary>What of the target's output the comparison needs, computed once a step.</summary>
    Tensor Reference(Tensor targetOutput);

    /// <summary>The divergence, a scalar.</summary>
    Tensor Between(Tensor output, Tensor reference);
}

/// <summary>KL(target ‖ masked) in nats, mean over positions (VPD, losses).</summary>
public sealed class KlDivergence : IDivergence
{
    /// <inheritdoc/>
    public Tensor Reference(Tensor targetOutput) => targetOutput.KlReference();

    /// <inheritdoc/>
    public Tensor Between(Tensor output, Tensor reference) => output.KlFromLogits(reference);
}

/// <summary>Mean squared error over all output elements.</summary>
public sealed class SquaredError : IDivergence
{
    /// <inheritdoc/>
    public Tensor Reference(Tensor targetOutput) => targetOutput;

    /// <inheritdoc/>
    public Tensor Between(Tensor output, Tensor reference) => output.MeanSquaredError(reference);
}
