using Cleave.Tensors;
using Cleave.Tensors.Optimization;

namespace Cleave.Decomposition.Training;

/// <summary>How one parameter group is optimized.</summary>
/// <param name="Rate">Learning rate over the run.</param>
/// <param name="Clip">Largest global gradient norm of the group, or none.</param>
public abstract record OptimizerSettings(Schedule Rate, float? Clip)
{
    /// <summary>The optimizer of a group.</summary>
    /// <param name="group">The parameters.</param>
    /// <param name="isMatrix">Which of them are linear maps.</param>
    public abstract IOptimizer Build(VariableGroup group, Predicate<Variable> isMatrix);
}

/// <summary>Settings of <see cref="AdamW"/>.</summary>
/// <param name="Rate">Learning rate over the run.</param>
/// <param name="Clip">Largest global gradient norm of the group, or none.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="WeightDecay">Decoupled weight decay.</param>
public sealed record AdamWSettings(Schedule Rate, float? Clip, float Beta1 = 0.9f, float Beta2 = 0.999f, float WeightDecay = 0f)
    : OptimizerSettings(Rate, Clip)
{
    /// <inheritdoc/>
    public override IOptimizer Build(VariableGroup group, Predicate<Variable> isMatrix) => new AdamW(group, Beta1, Beta2, weightDecay: WeightDecay);
}

/// <summary>Settings of <see cref="Muon"/>.</summary>
/// <param name="Rate">Learning rate over the run.</param>
/// <param name="Clip">Largest global gradient norm of the group, or none.</param>
/// <param name="Constants">Its constants.</param>
public sealed record MuonSettings(Schedule Rate, float? Clip, Muon.Settings Constants) : OptimizerSettings(Rate, Clip)
{
    /// <inheritdoc/>
    public override IOptimizer Build(VariableGroup group, Predicate<Variable> isMatrix) => new Muon(group, isMatrix, Constants);
}
