using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Recipes;

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

    /// <summary>The causal importance function.</summary>
    public required ImportanceConfig Importance { get; init; }

    /// <summary>The objective.</summary>
    public required IReadOnlyList<TermConfig> Losses { get; init; }

    /// <summary>Faithfulness warm-up.</summary>
    public required WarmUpSettings WarmUp { get; init; }

    /// <summary>Optimizer of U and V.</summary>
    public required OptimizerSettings ComponentOptimizer { get; init; }

    /// <summary>Optimizer of the importance function.</summary>
    public required OptimizerSettings ImportanceOptimizer { get; init; }

    /// <summary>The final evaluation.</summary>
    public required EvaluationConfig Evaluation { get; init; }
}

/// <summary>The network to take apart.</summary>
/// <param name="Kind">tms-5-2 or tms-40-10, trained on the spot; or llama, read from a file.</param>
/// <param name="Model">Path of the model, for llama.</param>
/// <param name="Tokenizer">Path of its tokenizer; none means the one beside the model.</param>
public sealed record TargetConfig(string Kind, string? Model, string? Tokenizer);

/// <summary>Batches.</summary>
/// <param name="Batch">Samples, or rows of text, a step.</param>
/// <param name="Length">Positions a row; 1 for toys.</param>
/// <param name="HeldOut">Samples or rows kept for evaluation.</param>
/// <param name="Text">Path of the text; none means text sampled from the model.</param>
/// <param name="SampledRows">Rows to sample when there is no text.</param>
public sealed record DataConfig(int Batch, int Length, int HeldOut, string? Text, int SampledRows);

/// <summary>The causal importance function.</summary>
/// <param name="Kind">component-mlp, input-mlp, shared-mlp or global-transformer.</param>
/// <param name="Hidden">Hidden widths of the MLP kinds.</param>
/// <param name="Width">Width of the transformer.</param>
/// <param name="Blocks">Blocks of the transformer.</param>
/// <param name="Heads">Heads of the transformer.</param>
/// <param name="Mlp">Width of the transformer's MLPs.</param>
/// <param name="InitialLogit">Bias that logits start from.</param>
public sealed record ImportanceConfig(string Kind, IReadOnlyList<int> Hidden, int Width, int Blocks, int Heads, int Mlp, float InitialLogit);

/// <summary>One term of the objective.</summary>
public sealed record TermConfig
{
    /// <summary>Its name in metrics and random streams.</summary>
    public required string Name { get; init; }

    /// <summary>reconstruction, minimality or faithfulness.</summary>
    public required string Kind { get; init; }

    /// <summary>Its weight over the run.</summary>
    public required Schedule Coefficient { get; init; }

    /// <summary>For reconstruction: stochastic, binomial, adversary, importance, rounded, ones or zeros.</summary>
    public string? Masks { get; init; }

    /// <summary>For reconstruction: all, subset or one-at-a-time.</summary>
    public string? Routing { get; init; }

    /// <summary>For rounded masks: the threshold.</summary>
    public float Threshold { get; init; }

    /// <summary>For adversary masks.</summary>
    public AdversaryConfig? Adversary { get; init; }

    /// <summary>For minimality: the exponent p.</summary>
    public Anneal? Exponent { get; init; }

    /// <summary>For minimality: β, the frequency term's weight within it.</summary>
    public float Frequency { get; init; }

    /// <summary>For minimality: positions the logarithm counts over; none means those of a batch.</summary>
    public double? ReferenceCount { get; init; }

    /// <summary>For faithfulness: global or relative.</summary>
    public string? Form { get; init; }
}

/// <summary>An adversary.</summary>
/// <param name="Kind">persistent or fresh.</param>
/// <param name="Scope">What shares a source.</param>
/// <param name="Repeated">N of the repeated scope.</param>
/// <param name="Rate">Step size over the run.</param>
/// <param name="InnerAscents">Ascents on each batch before the losses.</param>
/// <param name="Beta1">Adam's first decay; only the persistent adversary uses Adam.</param>
/// <param name="Beta2">Adam's second decay.</param>
public sealed record AdversaryConfig(string Kind, SourceScope Scope, int Repeated, Schedule Rate, int InnerAscents, float Beta1, float Beta2);

/// <summary>The final evaluation.</summary>
/// <param name="AliveThreshold">Mean importance from which a subcomponent counts as alive.</param>
/// <param name="Adversary">Step budgets of the fresh adversary.</param>
public sealed record EvaluationConfig(float AliveThreshold, IReadOnlyList<int> Adversary);
