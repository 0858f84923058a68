using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Training;
using Cleave.Models;
using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Sparsity;

/// <summary>
/// Measures what a budget is stated in, as evaluation does, but on batches of its own and with random streams of its own: neither
/// training nor the held-out batch is touched.
/// </summary>
internal sealed class BudgetMeasurement : IDisposable
{
    private const int Ascents = 20;
    private const string Purpose = "sparsity";

    private readonly CpuDevice _device;
    private readonly IData _data;
    private readonly Variable _measured = new("measured", Shape.Scalar);
    private readonly SharedAttack? _attack;
    private readonly Plan _plan;

    public BudgetMeasurement(CpuDevice device, Problem problem, IData data, BudgetQuantity quantity)
    {
        (_device, _data) = (device, data);
        var clean = CleanPass.Run(problem.Target, problem.Components.Sites, data.Trace(new Graph()));
        var importances = Importances.From(problem.Importance.Logits(clean, problem.Components), problem.Squash);
        var context = new LossContext(problem.Target, problem.Components, clean, problem.Divergence.Reference(clean.Output),
            problem.Divergence, importances, problem.Seed);
        _attack = quantity.Masks == BudgetMasks.Adversarial ? new SharedAttack($"{Purpose}/adversary", context) : null;
        Assignment[] measured = quantity.Masks switch
        {
            BudgetMasks.None => [new Assignment(_measured, Count(context))],
            BudgetMasks.Stochastic => [new Assignment(_measured, new Reconstruction($"{Purpose}/stochastic", new UniformMasks(), new AllSites()).Evaluate(context))],
            _ => [],
        };
        var once = new Phase("clean", measured) { Kept = [context.Reference, clean.Batch, .. importances.Lower.Values] };
        _plan = Plan.Compile(device, _attack is null ? [once] : [once, _attack.Phase]);
    }

    /// <summary>The quantity now.</summary>
    /// <param name="number">Which measurement: it chooses the batch and everything random.</param>
    public float Measure(long number)
    {
        _data.Load(number);
        _plan.RunPhase(0, number);
        return _attack?.Run(_device, _plan, 1, number, Ascents) ?? _measured.Value;
    }

    /// <inheritdoc/>
    public void Dispose() => _plan.Dispose();

    private static Tensor Count(LossContext context) => context.Components.Sites
        .Select(s => context.Importances.Lower[s])   // [.., C]
        .Select(g => g.Greater(0f).Sum() / g.Shape.WithoutLast().Count)
        .Aggregate((a, b) => a + b);
}
