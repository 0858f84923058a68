using System.Diagnostics;
using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Watchdogs;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Training;

/// <summary>
/// A training step traced once: the clean pass with importances; one phase of source gradients for each adversary; the losses with
/// all gradients; a report that only logged steps run; and what losses remember.
/// </summary>
internal sealed class TracedStep : IDisposable
{
    private readonly Variable[] _coefficients;
    private readonly Problem _problem;
    private readonly Plan _plan;

    public TracedStep(CpuDevice device, Problem problem, UnimportantDecay? decay, TiedSites? tied, MemoryUse memory)
    {
        _problem = problem;
        _coefficients = [.. problem.Terms.Select(t => new Variable($"coefficient.{t.Name}", Shape.Scalar))];
        TermValues = [.. problem.Terms.Select(t => new Variable(t.Name, Shape.Scalar))];
        var sites = problem.Components.Sites;
        L0 = new Variable("l0", [sites.Count]);
        Monitors = [new(ImportanceCollapse.Largest, Shape.Scalar), new(ImportanceCollapse.Kept, Shape.Scalar), new(ImportanceCollapse.Zero, Shape.Scalar)];
        Adversaries = [.. problem.Terms.Select(t => t.Loss.Adversary).OfType<IAdversary>()];

        var graph = new Graph { Memory = memory };
        var (clean, importances) = Clean(graph);
        var context = new LossContext(problem.Target, problem.Components, clean, problem.Divergence.Reference(clean.Output),
            problem.Divergence, importances, problem.Seed);
        List<Phase> phases =
        [
            new Phase("clean", [.. decay?.Observe(importances) ?? []])
            {
                Kept = [context.Reference, clean.Batch, .. importances.Lower.Values, .. importances.Upper.Values, .. Untouched(clean)],
            },
            .. problem.Terms.Where(t => t.Loss.Adversary is not null).Select(t => Ascent(t.Loss, context)),
            Main(context, tied),
            Report(context),
            new Phase("remember", context.Remembered),
        ];
        Memory = [.. context.Remembered.Select(a => a.Target)];
        _plan = Plan.Compile(device, phases);
    }

    /// <summary>The adversaries in the order of their terms.</summary>
    public IReadOnlyList<IAdversary> Adversaries { get; }

    /// <summary>Value of each term after <see cref="RunMain"/>.</summary>
    public Variable[] TermValues { get; }

    /// <summary>Mean number of important subcomponents of each site after <see cref="RunReport"/>, [sites].</summary>
    public Variable L0 { get; }

    /// <summary>
    /// What only watchdogs look at, after <see cref="RunReport"/>: the batch's largest importance, and the divergences with importances
    /// as masks and of zero ablation.
    /// </summary>
    public IReadOnlyList<Variable> Monitors { get; }

    /// <summary>What losses remember across steps.</summary>
    public IReadOnlyList<Variable> Memory { get; }

    /// <summary>What the coefficients of the terms that ask for sparsity are multiplied by.</summary>
    public float SparsityScale { get; set; } = 1f;

    public long ArenaBytes => _plan.ArenaBytes;

    public int Operations => _plan.Operations;

    /// <summary>Where the time of phases is added up; none measures nothing.</summary>
    public StepProfile? Profile { get; set; }

    /// <summary>Ticks spent in phases while they were profiled, the profiling included.</summary>
    public long ProfiledTicks { get; private set; }

    public void RunClean(long step)
    {
        for (var i = 0; i < _coefficients.Length; i++)
        {
            var coefficient = _problem.Terms[i].Coefficient.At(step, _problem.Steps);
            _coefficients[i].Value = _problem.Terms[i].AsksForSparsity ? coefficient * SparsityScale : coefficient;
            _problem.Terms[i].Loss.Advance(step / (double)_problem.Steps);
        }

        Run(0, step);
    }

    public void RunAscent(int adversary, long step) => Run(1 + adversary, step);

    public void RunMain(long step) => Run(1 + Adversaries.Count, step);

    public void RunReport(long step) => _plan.RunPhase(2 + Adversaries.Count, step);

    /// <summary>Brings what losses remember up to this step, which must have been finite.</summary>
    public void Remember(long step) => _plan.RunPhase(3 + Adversaries.Count, step);

    /// <summary>What undoes the coefficient on an adversary's gradient from the main backward pass; 0 when the term is off.</summary>
    public float GradientScale(int adversary)
    {
        for (var i = 0; i < _coefficients.Length; i++)
        {
            if (ReferenceEquals(_problem.Terms[i].Loss.Adversary, Adversaries[adversary]))
                return _coefficients[i].Value == 0 ? 0 : 1 / _coefficients[i].Value;
        }

        return 0;
    }

    public void Dispose() => _plan.Dispose();

    private void Run(int phase, long step)
    {
        if (Profile is not { } profile)
        {
            _plan.RunPhase(phase, step);
            return;
        }

        var begin = Stopwatch.GetTimestamp();
        _plan.Profile(phase, step, profile);
        ProfiledTicks += Stopwatch.GetTimestamp() - begin;
    }

    private (CleanPass Clean, Importances Importances) Clean(Graph graph)
    {
        CleanPass clean;
        using (graph.Within("target forward"))
            clean = CleanPass.Run(_problem.Target, _problem.Components.Sites, _problem.Data.Trace(graph));
        using (graph.Within("importance function"))
            return (clean, Importances.From(_problem.Importance.Logits(clean, _problem.Components), _problem.Squash));
    }

    private IEnumerable<Tensor> Untouched(CleanPass clean)
    {
        using var part = clean.Batch.Graph.Within("target forward");
        foreach (var site in _problem.Components.Sites.Where(clean.IsUntouched))
        {
            yield return clean.Inner(site, _problem.Components);
            yield return clean.Product(site);
        }
    }

    private static Tensor Evaluate(Term term, LossContext context)
    {
        using var part = context.Graph.Within(term.Name);
        return term.Loss.Evaluate(context);
    }

    private static Phase Ascent(ILoss loss, LossContext context)
    {
        var group = loss.Adversary!.Sources.Group;
        using var part = context.Graph.Within("ascents");
        var gradients = Gradient.Of(loss.AscentObjective(context), [.. group.Values.Variables.Select(context.Graph.Read)]);
        return new Phase("ascent", [.. group.Gradients.Variables.Zip(gradients, (target, value) => new Assignment(target, value))]);
    }

    private Phase Main(LossContext context, TiedSites? tied)
    {
        var values = _problem.Terms.Select(t => Evaluate(t, context)).ToArray();
        var total = values.Select((v, i) => v * context.Graph.Read(_coefficients[i])).Aggregate((a, b) => a + b);
        VariableGroup[] groups =
        [
            _problem.Components.Parameters,
            _problem.Importance.Parameters,
            .. Adversaries.Where(a => a.AscendsWithMainBackward).Select(a => a.Sources.Group),
        ];
        Tensor[] gradients = [.. Gradient.Of(total, [.. groups.SelectMany(g => g.Values.Variables).Select(context.Graph.Read)])];
        tied?.Sum(gradients);   // those of U and V come first
        return new Phase("losses",
        [
            .. TermValues.Zip(values, (target, value) => new Assignment(target, value)),
            .. groups.SelectMany(g => g.Gradients.Variables).Zip(gradients, (target, value) => new Assignment(target, value)),
        ]);
    }

    private Phase Report(LossContext context)
    {
        var counts = _problem.Components.Sites.Select(s =>
        {
            var lower = context.Importances.Lower[s];   // [.., C]
            return (lower.Greater(0f).Sum() / lower.Shape.WithoutLast().Count).Reshape([1]);
        });
        Tensor[] monitors = [Largest(context), Divergence(context, new ImportanceMasks()), Divergence(context, ConstantMasks.Zeros)];
        return new Phase("report", [new Assignment(L0, counts.ToArray().Concat(0)), .. Monitors.Zip(monitors, (target, value) => new Assignment(target, value))]);
    }

    private static Tensor Largest(LossContext context) => context.Components.Sites
        .Select(s => context.Importances.Lower[s].MaxRows().Reshape([s.Count, 1]).MaxRows()).ToArray()   // [1] each
        .Concat(0).Reshape([context.Components.Sites.Count, 1]).MaxRows().Reshape(Shape.Scalar);

    private static Tensor Divergence(LossContext context, IMaskSource masks) => new Reconstruction("report", masks, new AllSites()).Evaluate(context);
}
