using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Sparsity;
using Cleave.Models;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Training;

/// <summary>One weighted term of the objective.</summary>
/// <param name="Name">Its name in metrics.</param>
/// <param name="Loss">What it measures.</param>
/// <param name="Coefficient">Its weight over the run.</param>
public sealed record Term(string Name, ILoss Loss, Schedule Coefficient)
{
    /// <summary>Whether it asks for few important subcomponents, so that a budget scales it.</summary>
    public bool AsksForSparsity { get; init; }
}

/// <summary>What U and V are held to in every step.</summary>
public enum Normalisation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each read vector, a column of V, so that the write vector alone carries the length (APD, losses).</summary>
    Read,

    /// <summary>Where one matrix is the transpose of another, their components are too, as in APD's own code.</summary>
    Tied,
}

/// <summary>Steps on faithfulness alone before the run, with an optimizer of their own that is thrown away (VPD, warm-up).</summary>
public sealed record WarmUpSettings(int Steps, float Rate);

/// <summary>Everything a run trains on, put together from its config.</summary>
public sealed record Problem
{
    /// <summary>Seed of every random stream of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Training steps.</summary>
    public required long Steps { get; init; }

    /// <summary>The frozen network.</summary>
    public required ITarget Target { get; init; }

    /// <summary>Training batches.</summary>
    public required IData Data { get; init; }

    /// <summary>U and V.</summary>
    public required Components Components { get; init; }

    /// <summary>How U and V start.</summary>
    public required IInitialisation Initialisation { get; init; }

    /// <summary>How logits become the importances that feed masks.</summary>
    public required ISquash Squash { get; init; }

    /// <summary>The causal importance function.</summary>
    public required IImportanceFunction Importance { get; init; }

    /// <summary>How outputs are compared.</summary>
    public required IDivergence Divergence { get; init; }

    /// <summary>The objective.</summary>
    public required IReadOnlyList<Term> Terms { get; init; }

    /// <summary>The budget that scales the terms which ask for sparsity, or none.</summary>
    public SparsitySettings? Sparsity { get; init; }

    /// <summary>Batches on which the budget's quantity is measured; needed with a budget.</summary>
    public IData? SparsityData { get; init; }

    /// <summary>Faithfulness warm-up.</summary>
    public required WarmUpSettings WarmUp { get; init; }

    /// <summary>Batches over which a subcomponent must be unimportant to be folded into Δ after the last step; 0 folds none.</summary>
    public int FoldDeadOver { get; init; }

    /// <summary>Optimizer of U and V.</summary>
    public required OptimizerSettings ComponentOptimizer { get; init; }

    /// <summary>Decay of subcomponents that nothing needs, or none.</summary>
    public UnimportantDecaySettings? UnimportantDecay { get; init; }

    /// <summary>Optimizer of the importance function.</summary>
    public required OptimizerSettings ImportanceOptimizer { get; init; }

    /// <summary>What U and V are held to in every step.</summary>
    public Normalisation Normalisation { get; init; }
}
