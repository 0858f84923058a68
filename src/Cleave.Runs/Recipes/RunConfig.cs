using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Sparsity;
using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;
using Cleave.Models.Toys;
using Cleave.Runs.Verdicts;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>The complete settings of a run, as its config.yaml states them. Nothing else decides what a run computes.</summary>
public sealed record RunConfig
{
    /// <summary>Name of the recipe.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of every random stream.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Training steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Threads of the compute engine; results do not depend on it. 0 means all cores.</summary>
    public required int Threads { get; init; }

    /// <summary>Steps between rows of metrics.</summary>
    public required int LogEvery { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    public required int CheckpointEvery { get; init; }

    /// <summary>What is taken apart.</summary>
    public required TargetConfig Target { get; init; }

    /// <summary>What it is shown.</summary>
    public required DataConfig Data { get; init; }

    /// <summary>Which matrices, and how many subcomponents each.</summary>
    public required IReadOnlyList<SitePattern> Sites { get; init; }

    /// <summary>How U and V start.</summary>
    public required IInitialisation Initialisation { get; init; }

    /// <summary>How logits become the importances that feed masks.</summary>
    public required ISquash Squash { get; init; }

    /// <summary>The causal importance function.</summary>
    public required IImportanceSettings Importance { get; init; }

    /// <summary>The objective.</summary>
    public required IReadOnlyList<TermConfig> Losses { get; init; }

    /// <summary>The budget that scales minimality and frequency, or none.</summary>
    public required SparsitySettings? Sparsity { get; init; }

    /// <summary>Faithfulness warm-up.</summary>
    public required WarmUpSettings WarmUp { get; init; }

    /// <summary>Batches over which a subcomponent must be unimportant to be folded into Δ after the last step; 0 folds none.</summary>
    public required int FoldDeadOver { get; init; }

    /// <summary>Optimizer of U and V.</summary>
    public required OptimizerSettings ComponentOptimizer { get; init; }

    /// <summary>Decay of subcomponents that nothing needs, or none.</summary>
    public required UnimportantDecaySettings? UnimportantDecay { get; init; }

    /// <summary>What U and V are held to in every step.</summary>
    public required Normalisation Normalisation { get; init; }

    /// <summary>Optimizer of the importance function.</summary>
    public required OptimizerSettings ImportanceOptimizer { get; init; }

    /// <summary>What stops a run that has gone wrong.</summary>
    public required IReadOnlyList<IWatchdog> Watchdogs { get; init; }

    /// <summary>The final evaluation.</summary>
    public required EvaluationConfig Evaluation { get; init; }

    /// <summary>What its result must reach to be called good; null in configs of earlier versions.</summary>
    public VerdictBars? Verdict { get; init; }
}

/// <summary>The network to take apart.</summary>
/// <param name="Kind">A toy's name, or llama.</param>
/// <param name="Toy">The toy, made from the seed.</param>
/// <param name="Model">Path of the model, for llama.</param>
/// <param name="Tokenizer">Path of its tokenizer; none means the one beside the model.</param>
public sealed record TargetConfig(string Kind, IToy? Toy, string? Model, string? Tokenizer);

/// <summary>Batches.</summary>
/// <param name="Batch">Samples, or rows of text, a step.</param>
/// <param name="Length">Positions a row; 1 for toys.</param>
/// <param name="HeldOut">Samples or rows kept for evaluation.</param>
/// <param name="Text">Path of the text; none means text sampled from the model.</param>
/// <param name="SampledRows">Rows to sample when there is no text.</param>
public sealed record DataConfig(int Batch, int Length, int HeldOut, string? Text, int SampledRows);

/// <summary>One term of the objective.</summary>
/// <param name="Name">Its name in metrics and random streams.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Coefficient">Its weight over the run.</param>
/// <param name="Settings">What its kind adds.</param>
public sealed record TermConfig(string Name, string Kind, Schedule Coefficient, ILossSettings Settings);

/// <summary>The final evaluation.</summary>
/// <param name="AliveThreshold">Mean importance from which a subcomponent counts as alive.</param>
/// <param name="Adversary">Step budgets of the fresh adversary.</param>
public sealed record EvaluationConfig(float AliveThreshold, IReadOnlyList<int> Adversary);
