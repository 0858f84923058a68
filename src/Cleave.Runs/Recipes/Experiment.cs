using System.Diagnostics.CodeAnalysis;
using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Models;
using Cleave.Tensors;

namespace Cleave.Runs.Recipes;

/// <summary>A config put together: the parts that train and the parts that evaluate share one U, V and importance function.</summary>
public sealed class Experiment : DecomposedTarget
{
    private readonly RunConfig _config;

    /// <summary>Builds the parts; parameters start at zero.</summary>
    /// <exception cref="InputException">When the config does not fit the target or the data.</exception>
    [SetsRequiredMembers]
    public Experiment(RunConfig config, Subject subject)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(subject);
        (_config, Subject, Squash) = (config, subject, config.Squash);
        Components = new Components(SiteSelection.Match(subject.Target, config.Sites, config.Importance.InnerRank));
        foreach (var site in Components.Sites)
            config.Initialisation.Check(site);
        config.Sparsity?.Check(subject.Target.Output);
        Importance = config.Importance.Build(new ImportanceParts(subject.Target, subject.Training, Components));
        Divergence = subject.Target.Output == OutputKind.Values ? new SquaredError() : new KlDivergence();
    }

    private Shape Lead => CleanPass.Run(Subject.Target, Components.Sites, Subject.Training.Trace(new Graph())).Inputs[Components.Sites[0]].Shape.WithoutLast();

    /// <summary>What is trained on; change a part of it with <c>with</c> to try something that no setting names.</summary>
    public Problem Problem
    {
        get
        {
            var lead = Lead;
            return new Problem
            {
                Seed = _config.Seed,
                Steps = _config.Steps,
                Target = Subject.Target,
                Data = Subject.Training,
                Components = Components,
                Initialisation = _config.Initialisation,
                Squash = Squash,
                Importance = Importance,
                Divergence = Divergence,
                Terms = [.. _config.Losses.Select(t => new Term(t.Name, t.Settings.Build(new LossParts(t.Name, _config.Seed, Components.Sites, lead)), t.Coefficient)
                {
                    AsksForSparsity = t.Settings.AsksForSparsity,
                })],
                Sparsity = _config.Sparsity,
                SparsityData = Subject.Sparsity,
                WarmUp = _config.WarmUp,
                FoldDeadOver = _config.FoldDeadOver,
                ComponentOptimizer = _config.ComponentOptimizer,
                UnimportantDecay = _config.UnimportantDecay,
                ImportanceOptimizer = _config.ImportanceOptimizer,
                Normalisation = _config.Normalisation,
            };
        }
    }

    /// <summary>The trainer of this experiment.</summary>
    public Trainer Train(CpuDevice device, MemoryUse memory = MemoryUse.Normal) => new(device, Problem, memory);

    /// <summary>The evaluator of this experiment.</summary>
    public Evaluator Evaluate(CpuDevice device) => new(device, this, Subject.HeldOut, new EvaluationSettings
    {
        Seed = _config.Seed,
        AliveThreshold = _config.Evaluation.AliveThreshold,
        AdversarySteps = _config.Evaluation.Adversary,
    });
}
