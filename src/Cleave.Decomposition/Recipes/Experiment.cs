using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Recipes;

/// <summary>A config put together: the parts that train and the parts that evaluate share one U, V and importance function.</summary>
public sealed class Experiment
{
    private readonly RunConfig _config;

    /// <summary>Builds the parts; parameters start at zero.</summary>
    /// <exception cref="InputException">When the config does not fit the target or the data.</exception>
    public Experiment(RunConfig config, Subject subject)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(subject);
        (_config, Subject) = (config, subject);
        Components = new Components(SiteSelection.Match(subject.Target, config.Sites));
        Importance = BuildImportance();
        Divergence = subject.Target.Output == OutputKind.Logits ? new KlDivergence() : new SquaredError();
    }

    /// <summary>The target and its data.</summary>
    public Subject Subject { get; }

    /// <summary>U and V.</summary>
    public Components Components { get; }

    /// <summary>The causal importance function.</summary>
    public IImportanceFunction Importance { get; }

    /// <summary>How outputs are compared.</summary>
    public IDivergence Divergence { get; }

    private Shape Lead => Subject.Target.Output == OutputKind.Logits ? Subject.Training.BatchShape : [Subject.Training.BatchShape[0]];

    /// <summary>The trainer of this experiment.</summary>
    public Trainer Train(CpuDevice device) => new(device, new Problem
    {
        Seed = _config.Seed,
        Steps = _config.Steps,
        Target = Subject.Target,
        Data = Subject.Training,
        Components = Components,
        Importance = Importance,
        Divergence = Divergence,
        Terms = [.. _config.Losses.Select(t => new Term(t.Name, BuildLoss(t), t.Coefficient))],
        WarmUp = _config.WarmUp,
        ComponentOptimizer = _config.ComponentOptimizer,
        ImportanceOptimizer = _config.ImportanceOptimizer,
    });

    /// <summary>The evaluator of this experiment.</summary>
    public Evaluator Evaluate(CpuDevice device) => new(device, Subject.Target, Subject.HeldOut, Components, Importance, Divergence, new EvaluationSettings
    {
        Seed = _config.Seed,
        AliveThreshold = _config.Evaluation.AliveThreshold,
        AdversarySteps = _config.Evaluation.Adversary,
    });

    private IImportanceFunction BuildImportance()
    {
        var (sites, settings) = (Components.Sites, _config.Importance);
        switch (settings.Kind)
        {
            case "component-mlp":
                return new ComponentMlp(sites, settings.Hidden[0], settings.InitialLogit);
            case "input-mlp":
                return new InputMlp(sites, settings.Hidden[0], settings.InitialLogit);
            case "shared-mlp":
                return new SharedMlp(sites, settings.Hidden, settings.InitialLogit);
            default:
                var clean = CleanPass.Run(Subject.Target, sites, Subject.Training.Trace(new Graph()));
                var shape = new GlobalTransformerShape(settings.Width, settings.Blocks, settings.Heads, settings.Mlp, settings.InitialLogit);
                return new GlobalTransformer(shape, sites, GlobalTransformer.DistinctInputs(clean, sites));
        }
    }

    private ILoss BuildLoss(TermConfig term) => term.Kind switch
    {
        "minimality" => new Minimality(term.Exponent!, term.Frequency, term.ReferenceCount),
        "faithfulness" => term.Form == "relative" ? new RelativeFaithfulness() : new GlobalFaithfulness(),
        _ => new Reconstruction($"losses/{term.Name}", BuildMasks(term), BuildRouting(term.Routing!)),
    };

    private IMaskSource BuildMasks(TermConfig term) => term.Masks switch
    {
        "stochastic" => new UniformMasks(),
        "binomial" => new BinomialMasks(),
        "importance" => new ImportanceMasks(),
        "rounded" => new RoundedMasks(term.Threshold),
        "ones" => ConstantMasks.Ones,
        "zeros" => ConstantMasks.Zeros,
        _ => BuildAdversary(term.Name, term.Adversary!),
    };

    private IAdversary BuildAdversary(string name, AdversaryConfig settings)
    {
        if (settings.Scope == SourceScope.Repeated && (settings.Repeated < 1 || Lead[0] % settings.Repeated != 0))
            throw new InputException($"losses.{name}.adversary.repeated: {settings.Repeated} does not divide the batch of {Lead[0]}; choose a divisor.");
        var sources = new Sources($"adversaries/{name}", Components.Sites, settings.Scope, Lead, settings.Repeated);
        return settings.Kind == "fresh"
            ? new FreshAdversary(sources, _config.Seed, settings.InnerAscents, settings.Rate.Start)
            : new PersistentAdversary(sources, new AdamAscent(sources.Group, settings.Beta1, settings.Beta2), settings.Rate, settings.InnerAscents);
    }

    private static IRouting BuildRouting(string routing) => routing switch
    {
        "subset" => new UniformSubset(),
        "one-at-a-time" => new OneSiteAtATime(),
        _ => new AllSites(),
    };
}
