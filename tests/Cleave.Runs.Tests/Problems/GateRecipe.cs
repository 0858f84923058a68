using Cleave.Runs.Recipes;

namespace Cleave.Runs.Tests.Problems;

/// <summary>The shipped recipe of gates, for any toy, with a short evaluation.</summary>
internal static class GateRecipe
{
    public static RecipeFile Of(string toy) => RecipeFile.OfName("tms-5-5/spd")
        .With("target", $"{{ kind: {toy} }}")
        .With("checkpoint_every", "3000")
        .With("evaluation.adversary_steps", "[20]");
}
