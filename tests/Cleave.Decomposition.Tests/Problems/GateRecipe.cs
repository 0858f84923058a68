using Cleave.Decomposition.Recipes;

namespace Cleave.Decomposition.Tests.Problems;

/// <summary>
/// The recipe of practice.md 5 for toys without superposition, where the right answer has no error at all: the published method with
/// faithfulness in the objective too, U and V clipped hard, constant rates, and no more subcomponents than mechanisms.
/// </summary>
internal static class GateRecipe
{
    private const string Constant = "{ start: 1e-3, shape: constant, final: 1, warm_up: 0, end: 1 }";

    private const string Losses = """
        {
          stochastic: { kind: reconstruction, coefficient: 1, masks: stochastic, delta: true, routing: all },
          layerwise: { kind: reconstruction, coefficient: 1, masks: stochastic, delta: true, routing: one-at-a-time },
          minimality: { kind: minimality, coefficient: 3e-3, frequency: 0, reference_count: none,
            penalty: { kind: lp, exponent: { from: 1, to: 1, begin: 0, end: 1 }, epsilon: 1e-12 } },
          faithfulness: { kind: faithfulness, coefficient: 1, form: relative }
        }
        """;

    public static RecipeFile Of(string toy) => RecipeFile.OfName("tms-5-2/spd")
        .With("target", $"{{ kind: {toy} }}")
        .With("steps", "3000").With("checkpoint_every", "3000")
        .With("data", "{ batch: 2048, held_out: 4096 }")
        .With("sites", "{ \"*\": 5 }")
        .With("importance.kind", "component-mlp").With("importance.hidden", "16").With("importance.initial_logit", "0")
        .With("losses", Losses)
        .With("warm_up", "{ steps: 150, rate: 1e-2 }")
        .With("optimizers.components.rate", Constant).With("optimizers.components.clip", "0.01")
        .With("optimizers.importance.rate", Constant)
        .With("evaluation.adversary_steps", "[20]");
}
