using Cleave.Decomposition.Adversaries;
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
    private readonly List<Assignment> _remembered = [];

    /// <summary>The traced step.</summary>
    public Graph Graph => Clean.Batch.Graph;

    /// <summary>What variables become at the end of the step, in the order they were named.</summary>
    public IReadOnlyList<Assignment> Remembered => _remembered;

    /// <summary>
    /// Lets a loss remember something across steps: a variable of its own takes a value of this step once the step is known to be
    /// finite. Whatever is remembered is part of every checkpoint under the variable's name.
    /// </summary>
    public void Remember(Variable variable, Tensor value) => _remembered.Add(new Assignment(variable, value));

    /// <summary>The context that masks of a loss are built in.</summary>
    public MaskContext Masks(string purpose) => new(Graph, Components.Sites, Importances, Seed, purpose);
}

/// <summary>One term of the objective.</summary>
public interface ILoss
{
    /// <summary>The term as a scalar.</summary>
    Tensor Evaluate(LossContext context);

    /// <summary>The adversary that the trainer moves for this loss; none when nothing is searched for.</summary>
    IAdversary? Adversary => null;

    /// <summary>What the adversary's inner ascents climb, a scalar.</summary>
    Tensor AscentObjective(LossContext context) => Evaluate(context);

    /// <summary>Sets what follows a schedule, before a step.</summary>
    /// <param name="progress">Share of the run that has passed, 0 to 1.</param>
    void Advance(double progress)
    {
    }
}
