using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Evaluation;

/// <summary>What an evaluation measures on one batch that training never saw.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Seed of the stochastic masks and of the adversary's first sources.</summary>
    public required ulong Seed { get; init; }

    /// <summary>A subcomponent counts as alive when its importance statistic exceeds this.</summary>
    public required float AliveThreshold { get; init; }

    /// <summary>Budgets of the fresh adversary; each uses a step size of 2 / steps.</summary>
    public IReadOnlyList<int> AdversarySteps { get; init; } = [20, 40, 80, 160];

    /// <summary>Thresholds at which importances are rounded to masks.</summary>
    public IReadOnlyList<float> Thresholds { get; init; } = [0f, 0.1f, 0.5f];
}

/// <summary>
/// Measures a decomposition on held-out data: reconstruction under fixed masks, sparsity, faithfulness, and a fresh adversary whose
/// one source is shared by the whole batch (vpd.md 3.1 and 1.2e). Nothing it draws is shared with training.
/// </summary>
public sealed class Evaluator : IDisposable
{
    private readonly CpuDevice _device;
    private readonly EvaluationSettings _settings;
    private readonly Components _components;
    private readonly SharedAttack _attack;
    private readonly List<(string Name, Variable Divergence, Variable? CrossEntropy)> _modes = [];
    private readonly Dictionary<Site, SiteVariables> _sites = [];
    private readonly OutputKind _output;
    private readonly Plan _plan;

    /// <summary>Traces the evaluation.</summary>
    public Evaluator(CpuDevice device, ITarget target, IData data, Components components, IImportanceFunction importance,
        ISquash squash, IDivergence divergence, EvaluationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(importance);
        (_device, _components, _settings) = (device, components, settings);
        _output = target.Output;
        var graph = new Graph();
        var clean = CleanPass.Run(target, components.Sites, data.Trace(graph));
        var importances = Importances.From(importance.Logits(clean, components), squash);
        var context = new LossContext(target, components, clean, divergence.Reference(clean.Output), divergence, importances, settings.Seed);
        _attack = new SharedAttack("evaluation/adversary", context);
        _plan = Plan.Compile(device, [Fixed(context), _attack.Phase]);
    }

    /// <summary>Measures everything.</summary>
    public EvaluationReport Run(CancellationToken stop = default)
    {
        _plan.RunPhase(0);
        var ladder = new Dictionary<int, float>();
        foreach (var steps in _settings.AdversarySteps)
            ladder[steps] = _attack.Run(_device, _plan, 1, steps, steps, stop);
        return new EvaluationReport
        {
            OutputKind = _output == OutputKind.Values ? "mse" : "kl",
            Reconstruction = _modes.ToDictionary(m => m.Name, m => m.Divergence.Value),
            CrossEntropy = _modes.Where(m => m.CrossEntropy is not null).ToDictionary(m => m.Name, m => m.CrossEntropy!.Value),
            Adversary = ladder,
            Sites = [.. _components.Sites.Select(Report)],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _plan.Dispose();

    private Phase Fixed(LossContext context)
    {
        List<Assignment> assignments = [];
        Add("target", context.Clean.Output);
        Mode("unmasked", ConstantMasks.Ones);
        Mode("stochastic", new UniformMasks());
        Mode("importance", new ImportanceMasks());
        foreach (var threshold in _settings.Thresholds)
            Mode($"rounded_{threshold}", new RoundedMasks(threshold));
        Mode("zero", ConstantMasks.Zeros);
        foreach (var site in _components.Sites)
            assignments.AddRange((_sites[site] = new SiteVariables(site)).Measure(context));
        return new Phase("fixed", assignments) { Kept = [context.Reference, context.Clean.Batch, .. context.Importances.Lower.Values] };

        void Mode(string name, IMaskSource source) => Add(name, DecomposedForward.Run(context.Target, _components, context.Clean,
            source.Masks(context.Masks($"evaluation/{name}")), Route.Everywhere).Output);

        void Add(string name, Tensor output)
        {
            var divergence = new Variable(name, Shape.Scalar);
            assignments.Add(new Assignment(divergence, context.Divergence.Between(output, context.Reference)));
            Variable? crossEntropy = null;
            if (_output == OutputKind.Logits)
            {
                crossEntropy = new Variable($"{name}.ce", Shape.Scalar);
                assignments.Add(new Assignment(crossEntropy, NextToken(output, context.Clean.Batch)));
            }

            _modes.Add((name, divergence, crossEntropy));
        }
    }

    private static Tensor NextToken(Tensor logits, Tensor ids)
    {
        var positions = ids.Shape[1];
        return logits.Slice(1, 0, positions - 1).CrossEntropyFromLogits(ids.Slice(1, 1, positions - 1));
    }

    private SiteReport Report(Site site)
    {
        var variables = _sites[site];
        var mean = variables.Mean.Span.ToArray();
        return new SiteReport
        {
            Name = site.Name,
            Count = site.Count,
            L0 = variables.L0.Value,
            L0Above01 = variables.L0Above01.Value,
            Alive = mean.Count(m => m > _settings.AliveThreshold),
            Faithfulness = variables.Faithfulness.Value,
            MeanImportance = mean,
        };
    }

    private sealed class SiteVariables(Site site)
    {
        public Variable L0 { get; } = new($"{site.Name}.l0", Shape.Scalar);

        public Variable L0Above01 { get; } = new($"{site.Name}.l0_01", Shape.Scalar);

        public Variable Mean { get; } = new($"{site.Name}.mean", [site.Count]);

        public Variable Faithfulness { get; } = new($"{site.Name}.faithfulness", Shape.Scalar);

        public IEnumerable<Assignment> Measure(LossContext context)
        {
            var lower = context.Importances.Lower[site];   // [.., C]
            var positions = lower.Shape.WithoutLast().Count;
            var weight = context.Graph.Read(site.Layer.Weight);
            return
            [
                new Assignment(L0, lower.Greater(0f).Sum() / positions),
                new Assignment(L0Above01, lower.Greater(0.1f).Sum() / positions),
                new Assignment(Mean, lower.SumRows() / positions),
                new Assignment(Faithfulness, context.Components.Delta(context.Graph, site).Square().Sum() / weight.Square().Sum()),
            ];
        }
    }
}
