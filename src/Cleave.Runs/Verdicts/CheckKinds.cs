using Cleave.Runs.Evaluations;

namespace Cleave.Runs.Verdicts;

/// <summary>All checks, in the order in which they are told.</summary>
public static class CheckKinds
{
    /// <summary>The steps of the adversary by which decompositions are usually compared.</summary>
    public const int UsualSteps = 20;

    private const string Whole = "of the error of removing everything";

    /// <summary>The registered checks.</summary>
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        new()
        {
            Name = "pattern_error",
            Why = "The importances must name the mechanisms that the target is known to have.",
            Measure = e => e.PatternError,
            Fact = (v, _) => v == 0 ? "no entry of the known importances is wrong" : v == 1 ? "1 entry of the known importances is wrong"
                : $"{Words.Number(v)} entries of the known importances are wrong",
            Text = Words.Number,
            Told = true,
        },
        new()
        {
            Name = "mmcs",
            Why = "Each known direction must be that of a subcomponent.",
            Measure = e => e.Mmcs,
            Fact = (v, _) => $"the known directions are met with a mean cosine of {Words.Number(v)}",
            Text = Words.Number,
            AtLeast = true,
        },
        new()
        {
            Name = "ml2r",
            Why = "A subcomponent must be as long as the direction it stands for, or the rest hides in others.",
            Measure = e => e.Ml2r is { } ratio ? Math.Abs(ratio - 1) : null,
            Fact = (_, e) => $"subcomponents are {Words.Number(e.Ml2r!.Value)} times as long as what they stand for",
            Text = v => $"{Words.Percent(v)} off",
        },
        new()
        {
            Name = "mechanisms",
            Why = "As many subcomponents must be in use as there are mechanisms.",
            Measure = e => e.Mechanisms is { } right ? Math.Abs(e.Alive - (double)right) / right : null,
            Fact = (_, e) => $"{e.Alive} subcomponents are in use for {e.Mechanisms} known mechanisms",
            Text = v => $"{Words.Percent(v)} off",
        },
        new()
        {
            Name = "adversary",
            Why = "Whatever is called unimportant must be safe to keep or remove in any mixture, also the worst one that is found.",
            Measure = e => e.Pgd.Count == 0 ? null : e.Pgd[Usual(e)] / (double)e.ZeroAblation,
            Fact = (v, e) => v > 1
                ? $"an adversary of {Usual(e)} steps does MORE damage through unimportant subcomponents than removing everything ({Words.Percent(v)})"
                : $"an adversary of {Usual(e)} steps reaches {Words.Percent(v)} {Whole}",
            Alarms = v => v > 1,
            Told = true,
        },
        new()
        {
            Name = "longest_adversary",
            Why = "An adversary with more steps finds what a short one misses.",
            Measure = e => e.Pgd.Count < 2 ? null : Strongest(e).Value / (double)e.ZeroAblation,
            Fact = (v, e) => v > 1
                ? $"an adversary of {Strongest(e).Key} steps does MORE damage through unimportant subcomponents than removing everything ({Words.Percent(v)})"
                : $"the strongest adversary, of {Strongest(e).Key} steps, reaches {Words.Percent(v)} {Whole}",
            Alarms = v => v > 1,
        },
        new()
        {
            Name = "adversary_over_stochastic",
            Why = "A large factor means that random masks pass over a weakness which a search finds.",
            Measure = e => e.Pgd.Count == 0 || Divergence(e, "stochastic") is not { } random ? null : e.Pgd[Usual(e)] / random,
            Fact = (v, _) => $"an adversary does {Words.Number(v)} times the damage of random masks",
            Text = v => $"{Words.Number(v)} times",
        },
        new()
        {
            Name = "stochastic",
            Why = "Unimportant subcomponents must be safe to scale at random.",
            Measure = e => Share(e, "stochastic"),
            Fact = (v, _) => $"scaling unimportant subcomponents at random costs {Words.Percent(v)} {Whole}",
            Noise = e => Noise(e, "stochastic") / e.ZeroAblation,
            Told = true,
        },
        new()
        {
            Name = "cross_entropy",
            Why = "The masked model must predict text nearly as well as the target does.",
            Measure = e => Entropy(e, "target") is { } target ? (Entropy(e, "stochastic") - target) / target : null,
            Fact = (v, _) => v < 0 ? "random masks do not raise the next-token loss" : $"random masks raise the next-token loss by {Words.Percent(v)}",
        },
        new()
        {
            Name = "important_alone",
            Why = "The important subcomponents by themselves must do the work.",
            Measure = e => Share(e, "rounded_0.1"),
            Fact = (v, _) => $"keeping the important subcomponents alone costs {Words.Percent(v)} {Whole}",
            Noise = e => Noise(e, "rounded_0.1") / e.ZeroAblation,
        },
        new()
        {
            Name = "unmasked",
            Why = "All subcomponents together must do what the weights do.",
            Measure = e => Share(e, "unmasked"),
            Fact = (v, _) => $"all subcomponents together still leave {Words.Percent(v)} {Whole}",
            Noise = e => Noise(e, "unmasked") / e.ZeroAblation,
        },
        new()
        {
            Name = "faithfulness",
            Why = "The subcomponents must add up to the weights.",
            Measure = e => e.Faithfulness,
            Fact = (v, _) => $"the subcomponents leave {Words.Percent(v)} of a weight matrix unexplained",
        },
        new()
        {
            Name = "sparsity",
            Why = "A decomposition explains only where few of the subcomponents are needed at a time.",
            Measure = e => e.OracleL0 is not null ? null : e.Alive == 0 ? 1 : e.L0 / (double)e.Alive,
            Fact = (v, e) => e.Alive == 0 ? "no subcomponent is in use" : $"a position needs {Words.Percent(v)} of the subcomponents in use",
            Noise = e => e.Alive == 0 ? null : Noise(e, "l0") / e.Alive,
            Told = true,
        },
        new()
        {
            Name = "l0_over_oracle",
            Why = "An input must not need more subcomponents than it has mechanisms.",
            Measure = e => e.OracleL0 is { } right and > 0 ? e.L0 / (double)right : null,
            Fact = (v, _) => $"an input needs {Words.Number(v)} times as many subcomponents as it has mechanisms",
            Text = v => $"{Words.Number(v)} times",
            Noise = e => Noise(e, "l0") / e.OracleL0,
        },
    ];

    /// <summary>The budget that counts as the usual one: 20 steps, else the nearest that was measured.</summary>
    private static int Usual(EvaluationDocument result) => result.Pgd.Keys.MinBy(steps => Math.Abs(steps - UsualSteps));

    private static KeyValuePair<int, float> Strongest(EvaluationDocument result) => result.Pgd.MaxBy(p => float.IsNaN(p.Value) ? float.PositiveInfinity : p.Value);

    private static double? Divergence(EvaluationDocument result, string mode) =>
        result.Reconstruction.TryGetValue(mode, out var value) ? value.Kl ?? value.Mse : null;

    private static double? Share(EvaluationDocument result, string mode) => Divergence(result, mode) / result.ZeroAblation;

    private static double? Entropy(EvaluationDocument result, string mode) => result.Reconstruction.GetValueOrDefault(mode)?.Ce;

    private static double? Noise(EvaluationDocument result, string name) => result.Noise?.TryGetValue(name, out var noise) == true ? noise : null;
}
