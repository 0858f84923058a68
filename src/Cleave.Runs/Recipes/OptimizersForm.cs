using Cleave.Decomposition.Training;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>What a config says of both optimizers.</summary>
internal sealed record OptimizersConfig(OptimizerSettings Components, UnimportantDecaySettings? Decay, Normalisation Normalisation, OptimizerSettings Importance);

/// <summary>The optimizers of U and V and of the importance function.</summary>
internal static class OptimizersForm
{
    private static readonly Key<float> Strength = new("strength", Scalars.AboveZero(1e6), "Decay a step at the current rate.");
    private static readonly Key<float> HalfLife = new("half_life", Scalars.AboveZero(1e9), "Half-life in steps of the remembered importance.");

    private static readonly Key<UnimportantDecaySettings?> Decay = new("unimportant_decay",
        new MapForm<UnimportantDecaySettings>(
            new Group<UnimportantDecaySettings>([Strength, HalfLife], v => new UnimportantDecaySettings(v.Of(Strength), v.Of(HalfLife))), "unimportant-decay")
            .OrNone("a map of strength and half_life"),
        "Shrinks subcomponents that nothing has needed for a while.");

    private static readonly Key<Normalisation> Normalise = new("normalise",
        Scalars.Choice(("none", Normalisation.None), ("read", Normalisation.Read), ("tied", Normalisation.Tied)),
        "read: bring the read vectors to unit length after every step; tied: keep sites that are transposes equal.");

    private static readonly Group<OptimizersConfig> OfComponents = new([OptimizerKinds.All, Decay, Normalise],
        v => new OptimizersConfig(v.Of(OptimizerKinds.All).Value, v.Of(Decay), v.Of(Normalise), null!));

    private static readonly Key<OptimizersConfig> Components = new("components", new MapForm<OptimizersConfig>(OfComponents, "component-optimizer"), "For U and V.");

    private static readonly Key<OptimizerSettings> Importance = new("importance",
        new MapForm<Chosen<OptimizerSettings>>(OptimizerKinds.All, "importance-optimizer").As(c => c.Value), "For the importance function.");

    public static Form<OptimizersConfig> Form { get; } = new MapForm<OptimizersConfig>(
        new Group<OptimizersConfig>([Components, Importance], v => v.Of(Components) with { Importance = v.Of(Importance) }), "optimizers");
}
