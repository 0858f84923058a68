using Cleave.Tensors;
using Cleave.Tensors.Ops;

namespace Cleave.Decomposition.Losses;

/// <summary>(1/N) Σ_sites ‖Δ‖², N all decomposed weights: one global mean (VPD, delta loss).</summary>
public sealed class GlobalFaithfulness : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Evaluate(context.Graph, context.Components);
    }

    /// <summary>The term without a batch, as the warm-up uses it.</summary>
    public static Tensor Evaluate(Graph graph, Sites.Components components)
    {
        ArgumentNullException.ThrowIfNull(components);
        return SummedFaithfulness.Evaluate(graph, components) / components.Sites.Sum(s => (float)s.Layer.Weight.Shape.Count);
    }
}

/// <summary>Σ_sites ‖Δ‖², not divided by anything: the form of APD's appendix.</summary>
public sealed class SummedFaithfulness : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Evaluate(context.Graph, context.Components);
    }

    internal static Tensor Evaluate(Graph graph, Sites.Components components) =>
        components.Sites.Select(s => components.Delta(graph, s).Square().Sum()).Aggregate((a, b) => a + b);
}

/// <summary>Mean over sites of ‖Δ‖² / ‖W‖²: no site can hide behind larger ones (VPD authors' code).</summary>
public sealed class RelativeFaithfulness : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (graph, components) = (context.Graph, context.Components);
        var ratios = components.Sites.Select(s => components.Delta(graph, s).Square().Sum() / graph.Read(s.Layer.Weight).Square().Sum());
        return ratios.Aggregate((a, b) => a + b) / components.Sites.Count;
    }
}
