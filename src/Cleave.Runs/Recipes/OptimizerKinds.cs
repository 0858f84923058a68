using Cleave.Decomposition.Training;
using Cleave.Runs.Recipes.Declarations;
using Cleave.Tensors.Optimization;

namespace Cleave.Runs.Recipes;

/// <summary>All optimizers, one entry each.</summary>
internal static class OptimizerKinds
{
    private static readonly Key<Schedule> Rate = new("rate", Schedules.Schedule, "Learning rate over the run.");
    private static readonly Key<float?> Clip = new("clip", Scalars.AboveZero(1e12).As(v => (float?)v).OrNone(), "Largest gradient norm; a longer gradient is scaled down to it.");
    private static readonly Key<float> Momentum = new("momentum", Scalars.Share(), "Decay of Muon's average of gradients.");
    private static readonly Key<float> Beta1 = new("beta1", Scalars.Share(), "Decay of Adam's first moment; under Muon for variables that are no matrices.");
    private static readonly Key<float> Beta2 = new("beta2", Scalars.Share(), "Decay of Adam's second moment; under Muon for variables that are no matrices.");
    private static readonly Key<float> WeightDecay = new("weight_decay", Scalars.Number(0, 1e6), "Decoupled weight decay.");

    public static Kinds<OptimizerSettings> All { get; } = new("kind", "Which optimizer.",
        new("adamw", "Adam with decoupled weight decay.", new Group<OptimizerSettings>([Rate, Clip, Beta1, Beta2, WeightDecay],
            v => new AdamWSettings(v.Of(Rate), v.Of(Clip), v.Of(Beta1), v.Of(Beta2), v.Of(WeightDecay)))),
        new("muon", "Orthogonalised momentum for matrices, AdamW for the rest.", new Group<OptimizerSettings>([Rate, Clip, Momentum, Beta1, Beta2, WeightDecay],
            v => new MuonSettings(v.Of(Rate), v.Of(Clip), new Muon.Settings(v.Of(Momentum), v.Of(Beta1), v.Of(Beta2), v.Of(WeightDecay))))));
}
