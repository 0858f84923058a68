using Cleave.Decomposition.Initialisation;
using Cleave.Runs.Recipes.Declarations;

namespace Cleave.Runs.Recipes;

/// <summary>All initialisations, one line each.</summary>
internal static class InitialisationKinds
{
    public static Kinds<IInitialisation> All { get; } = new("initialisation", "How U and V start.",
        new("random", "Unit vectors in random directions, with lengths shared out.", () => new RandomInitialisation()),
        new("aligned", "Random unit vectors, the write vector scaled by its overlap with W; needs no warm-up.", () => new AlignedInitialisation()),
        new("stacked", "Normal draws so small that every component begins as almost nothing.", () => new StackedInitialisation()),
        new("exact", "Rows or columns of W, so that U and V sum to W from the start; needs no warm-up.", () => new ExactInitialisation()));
}
