using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Routing;
using Cleave.Tensors;

namespace Cleave.Decomposition.Adversaries;

/// <summary>
/// The attack by which decompositions are judged: one fresh source shared by the whole batch, sign steps of 2 / steps, every site
/// decomposed, Δ attacked too (VPD, adversarial reconstruction and metrics).
/// </summary>
internal sealed class SharedAttack
{
    private readonly FreshAdversary _adversary;
    private readonly Variable _divergence = new("adversarial", Shape.Scalar);

    /// <param name="purpose">Names the random stream of its first sources.</param>
    /// <param name="context">The pass it attacks.</param>
    public SharedAttack(string purpose, LossContext context)
    {
        var lead = context.Importances.Lower[context.Components.Sites[0]].Shape.WithoutLast();
        var sources = new Sources(purpose, context.Components.Sites, SourceScope.Single, lead);
        _adversary = new FreshAdversary(sources, context.Seed, 0, 0f);
        var loss = new Reconstruction(purpose, _adversary, new AllSites()).Evaluate(context);
        var gradients = Gradient.Of(loss, [.. sources.Group.Values.Variables.Select(context.Graph.Read)]);
        Phase = new Phase("adversary",
        [
            new Assignment(_divergence, loss),
            .. sources.Group.Gradients.Variables.Zip(gradients, (target, value) => new Assignment(target, value)),
        ]);
    }

    /// <summary>The divergence and its gradient in the sources.</summary>
    public Phase Phase { get; }

    /// <summary>The divergence after an attack from fresh sources.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="plan">The plan that holds the phase, its batch loaded and its clean pass made.</param>
    /// <param name="phase">The phase's place in the plan.</param>
    /// <param name="start">Which first sources; equal numbers give equal ones.</param>
    /// <param name="steps">Ascents.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="climbed">Called after each pass.</param>
    /// <exception cref="OperationCanceledException">When asked to stop.</exception>
    public float Run(CpuDevice device, Plan plan, int phase, long start, int steps, Action? climbed = null, CancellationToken stop = default)
    {
        _adversary.Begin(start);
        for (var step = 0; step < steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            plan.RunPhase(phase);
            _adversary.Ascent.Step(device, 2f / steps);
            climbed?.Invoke();
        }

        plan.RunPhase(phase);
        climbed?.Invoke();
        return _divergence.Value;
    }
}
