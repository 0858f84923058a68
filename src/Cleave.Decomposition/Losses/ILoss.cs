using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Decomposition.Losses;

/// <summary>What a loss may look at in a traced step.</summary>
/// <param name="Target">The frozen target.</param>
/// <param name="Components">U and V.</param>
/// <param name="Clean">The untouched pass over the batch.</param>
/// <param name="Reference">The target's output as the divergence wants it.</param>
/// <param name="Divergence">How outputs are compared.</param>
/// <param name="Importances">Causal importances of the batch.</param>
/// <param name="Seed">The run's seed.</param>
public sealed record LossContext(
    ITarget Target, Components Components, CleanPass Clean, Tensor Reference, IDivergence Divergence, Importances Importances, ulong Seed)
{
    /// <summary>The traced step.</summary>
    public Graph Graph => Clean.Batch.Graph;

    /// <summary>The context that masks of a loss are built in.</summary>
    public MaskContext Masks(string purpose) => new(Graph, Components.Sites, Importances, Seed, purpose);
}

/// <summary>One term of the objective.</summary>
public interface ILoss
{
    /// <summary>The term as a scalar.</summary>
    Tensor Evaluate(LossContext context);

    /// <summary>Sets what follows a schedule, before a step.</summary>
    /// <param name="progress">Share of the run that has passed, 0 to 1.</param>
    void Advance(double progress)
    {
    }
}
