using Cleave.Runs.Recipes;

namespace Cleave.Runs.Grids;

/// <summary>What the ablation compares: targets, and variants of our method that each exchange one part. A new one is one entry here.</summary>
public static class AblationTable
{
    /// <summary>Name of the method as it is.</summary>
    public const string Baseline = "baseline";

    /// <summary>Targets that are worked through unless others are named.</summary>
    public static IReadOnlyList<string> Targets { get; } = ["tms-40-10", "resid-mlp-1", "stories"];

    /// <summary>What a toy's recipe is shortened to, so that many variants of it can be afforded.</summary>
    public static IReadOnlyList<(string Key, string Value)> ShortenedToy(string target, Budget budget) =>
        target == "resid-mlp-1" && budget == Budget.Full ? [("steps", "3000")] : [];

    /// <summary>What a language model's complete recipe is shortened to, since it has no budgets of its own.</summary>
    public static IReadOnlyList<(string Key, string Value)> Shortened(Budget budget) => budget == Budget.Full
        ? [("steps", "300"), ("data.length", "64"), ("log_every", "50"), ("checkpoint_every", "100"), ("evaluation.adversary_steps", "[20, 80]")]
        :
        [
            ("steps", "4"), ("log_every", "2"), ("checkpoint_every", "4"), ("warm_up.steps", "2"), ("data.batch", "2"), ("data.length", "16"),
            ("data.held_out", "2"), ("importance.width", "32"), ("importance.mlp", "64"), ("evaluation.adversary_steps", "[2]"),
        ];

    /// <summary>The variants, the method as it is first.</summary>
    public static IReadOnlyList<Variant> Variants { get; } =
    [
        new(Baseline, "the method as it is"),
        new("smooth-l0", "Smooth L0, annealed, instead of L_p. Normalised at one: an importance of 1 costs 1 under both, so the coefficient stays.",
            new VariantChange("losses.minimality.penalty", "{ kind: smooth-l0, width: { from: 1, to: 0.01, begin: 0, end: 0.9 }, normalise_at_one: true }")),
        new("own-frequency", "Frequency as a term of its own over 32,768 positions, from a moving average (VPD authors' code, gate experiments). Its coefficient is half of "
            + "minimality's, as published and as within the fused term, whose logarithm counts a batch's positions instead.",
            new VariantChange("losses.minimality.frequency", "0"),
            new VariantChange("losses.frequency", "{ kind: frequency, coefficient: <0.5 * losses.minimality.coefficient>, reference_count: 32768, estimator: average, half_life: 200 }"),
            new VariantChange("losses.frequency.penalty", "<losses.minimality.penalty>")),
        new("global-faithfulness", "Mean squared error over all weights instead of each site's relative error, with the published coefficient 1e7 (VPD, delta loss).",
            new VariantChange("losses.faithfulness.form", "global"),
            new VariantChange("losses.faithfulness.coefficient", "1e7"))
        { InPlaceOf = ("losses.faithfulness.form", "relative") },
        new("relative-faithfulness", "The mean of each site's relative error instead of the mean over all weights, with the published coefficient 1e3 (VPD authors' code).",
            new VariantChange("losses.faithfulness.form", "relative"),
            new VariantChange("losses.faithfulness.coefficient", "1e3"))
        { InPlaceOf = ("losses.faithfulness.form", "global") },
        new("merged-pass", "Stochastic and adversarial masks in one pass, a coin for each element; the coefficient is the sum of the two.",
            new VariantChange("losses.stochastic", null),
            new VariantChange("losses.adversarial.masks", "merged"),
            new VariantChange("losses.adversarial.share", "0.5"),
            new VariantChange("losses.adversarial.coefficient", "<2 * losses.adversarial.coefficient>"),
            new VariantChange("losses.adversarial.routing", "<losses.stochastic.routing>")),
        new("pooled-sources", "Four particles for each element instead of one source, at twice the rate since one of them moves at a time (VPD authors' code).",
            new VariantChange("losses.adversarial.adversary.scope", "pooled"),
            new VariantChange("losses.adversarial.adversary.particles", "4"),
            new VariantChange("losses.adversarial.adversary.rate.start", "<2 * losses.adversarial.adversary.rate.start>")),
        new("one-ascent", "One inner ascent with beta1 0.01 instead of two with 0.5 (VPD authors' handbook, the adversary).",
            new VariantChange("losses.adversarial.adversary.inner_ascents", "1"),
            new VariantChange("losses.adversarial.adversary.beta1", "0.01")),
        new("exact-start", "One subcomponent a coordinate, whose sum is W from the start, and no warm-up.",
            new VariantChange("initialisation", "exact"),
            new VariantChange("warm_up.steps", "0")),
        new("random-start", "Random vectors and a warm-up on faithfulness instead of the exact start.",
            new VariantChange("initialisation", "random"),
            new VariantChange("warm_up.steps", "200"))
        { InPlaceOf = ("initialisation", "exact") },
        new("aligned-start", "Write vectors that fit the read vectors from the start, instead of random ones.",
            new VariantChange("initialisation", "aligned")),
        new("adamw", "AdamW instead of Muon for U and V, and a quarter of the rates (VPD authors' code, pull request 931).",
            new VariantChange("optimizers.components.kind", "adamw"),
            new VariantChange("optimizers.components.momentum", null),
            new VariantChange("optimizers.components.rate.start", "<0.25 * optimizers.components.rate.start>"),
            new VariantChange("optimizers.importance.rate.start", "<0.25 * optimizers.importance.rate.start>"))
        { InPlaceOf = ("optimizers.components.kind", "muon") },
        new("adamw-fast", "AdamW instead of Muon for U and V, with the same rates.",
            new VariantChange("optimizers.components.kind", "adamw"),
            new VariantChange("optimizers.components.momentum", null))
        { InPlaceOf = ("optimizers.components.kind", "muon") },
        new("muon", "Muon instead of AdamW for U and V and for the importance function, at four times the rates (VPD authors' code, pull request 931).",
            new VariantChange("optimizers.components.kind", "muon"),
            new VariantChange("optimizers.components.momentum", "0.95"),
            new VariantChange("optimizers.components.rate.start", "<4 * optimizers.components.rate.start>"),
            new VariantChange("optimizers.importance.kind", "muon"),
            new VariantChange("optimizers.importance.momentum", "0.95"),
            new VariantChange("optimizers.importance.rate.start", "<4 * optimizers.importance.rate.start>"))
        { InPlaceOf = ("optimizers.components.kind", "adamw") },
        new("no-adversary", "Stochastic masks alone, with the coefficient of both.",
            new VariantChange("losses.adversarial", null),
            new VariantChange("losses.shared-adversarial", null, WhereThere: true),
            new VariantChange("losses.stochastic.coefficient", "<2 * losses.stochastic.coefficient>")),
        new("no-delta", "Δ is in no masked pass, so U and V alone must do the work.",
            new VariantChange("losses.stochastic.delta", "false"),
            new VariantChange("losses.adversarial.adversary.delta", "false"),
            new VariantChange("losses.shared-adversarial.adversary.delta", "false", WhereThere: true)),
        new("no-frequency", "Minimality without its frequency term.",
            new VariantChange("losses.minimality.frequency", "0")),
        new("no-folding", "Dead subcomponents stay in the sum after the last step.",
            new VariantChange("fold_dead_over", "0")),
        new("leaky-squash", "Importances of masks leak below 0, as in SPD, instead of being held there.",
            new VariantChange("importance.squash", "leaky")),
        new("routing-all", "Stochastic masks on every site at every position, instead of random subsets.",
            new VariantChange("losses.stochastic.routing", "all")),
    ];
}
