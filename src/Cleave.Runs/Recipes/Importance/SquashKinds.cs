using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Masks;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>All squashings, one line each.</summary>
internal static class SquashKinds
{
    public static Kinds<ISquash> All { get; } = new("squash", "What makes importances of logits.",
        new("clamped", "0 to 1.", () => new ClampedSquash(Importances.Leak)),
        new("leaky", "0 to 1, with a slight slope beyond.", () => new LeakySquash(Importances.Leak)));
}
