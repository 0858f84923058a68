using Cleave.Runs.Evaluations;
using Cleave.Runs.Recipes;
using Cleave.Runs.Verdicts;
using Xunit;

namespace Cleave.Runs.Tests.Verdicts;

public sealed class VerdictTests
{
    private static readonly VerdictBars Bars = RecipeFile.OfName("tms-5-2").Config.Verdict!;

    [Fact]
    public void What_reaches_every_good_value_is_good_and_is_told_in_plain_words()
    {
        var verdict = Verdict.Of(Toy(), Bars);

        Assert.Equal(VerdictState.Good, verdict.State);
        Assert.Equal("Good: no entry of the known importances is wrong; an adversary of 20 steps reaches 2 % of the error of removing everything; "
            + "scaling unimportant subcomponents at random costs 1 % of the error of removing everything.", verdict.Sentence);
        Assert.All(verdict.Checks, c => Assert.True(c.Passed));
        Assert.DoesNotContain(verdict.Checks, c => c.Name is "sparsity" or "cross_entropy");   // the truth is known, and there is no text
    }

    [Theory]
    [InlineData("pattern_error", "1 entry of the known importances is wrong (good: at most 0)")]
    [InlineData("mmcs", "the known directions are met with a mean cosine of 0.95 (good: at least 0.99)")]
    [InlineData("ml2r", "subcomponents are 0.9 times as long as what they stand for (good: at most 5 % off)")]
    [InlineData("mechanisms", "11 subcomponents are in use for 10 known mechanisms (good: at most 5 % off)")]
    [InlineData("adversary", "an adversary of 20 steps reaches 20 % of the error of removing everything (good: at most 10 %)")]
    [InlineData("longest_adversary", "the strongest adversary, of 160 steps, reaches 60 % of the error of removing everything (good: at most 50 %)")]
    [InlineData("adversary_over_stochastic", "an adversary does 20 times the damage of random masks (good: at most 10 times)")]
    [InlineData("stochastic", "scaling unimportant subcomponents at random costs 10 % of the error of removing everything (good: at most 5 %)")]
    [InlineData("important_alone", "keeping the important subcomponents alone costs 10 % of the error of removing everything (good: at most 5 %)")]
    [InlineData("unmasked", "all subcomponents together still leave 1 % of the error of removing everything (good: at most 0.5 %)")]
    [InlineData("faithfulness", "the subcomponents leave 5 % of a weight matrix unexplained (good: at most 1 %)")]
    [InlineData("l0_over_oracle", "an input needs 2 times as many subcomponents as it has mechanisms (good: at most 1.5 times)")]
    public void A_good_value_that_is_missed_is_a_reservation_with_number_and_bar(string check, string fact)
    {
        var verdict = Verdict.Of(Slightly(check), Bars);

        Assert.Equal(VerdictState.Usable, verdict.State);
        Assert.Equal(check, Assert.Single(verdict.Checks, c => !c.Passed).Name);
        Assert.Equal($"Usable with reservations: {fact}.", verdict.Sentence);
    }

    [Fact]
    public void An_adversary_above_removing_everything_is_told_first_and_loudly()
    {
        var verdict = Verdict.Of(Toy() with { PatternError = 51, Alive = 60, Pgd = new Dictionary<int, float> { [20] = 0.02f, [160] = 1.5f } }, Bars);

        Assert.Equal(VerdictState.NotGood, verdict.State);
        Assert.StartsWith("Not good: an adversary of 160 steps does MORE damage through unimportant subcomponents than removing everything (150 %) (usable: at most 100 %); "
            + "51 entries of the known importances are wrong (usable: at most 1); ", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_is_told_first_and_the_rest_is_counted()
    {
        var verdict = Verdict.Of(Toy() with { PatternError = 51, Alive = 60, L0 = 9, Mmcs = 0.5, Faithfulness = 0.9f }, Bars);

        Assert.Matches("^Not good: 51 entries .*; 60 subcomponents .*; .*; and 1 more of 12 checks.$", verdict.Sentence);
    }

    [Theory]
    [InlineData(float.NaN, "no number")]
    [InlineData(float.PositiveInfinity, "infinity")]
    public void What_is_no_number_reaches_no_bar(float divergence, string said)
    {
        var verdict = Verdict.Of(With(Toy(), "stochastic", divergence), Bars);

        Assert.Equal(VerdictState.NotGood, verdict.State);
        Assert.Contains($"scaling unimportant subcomponents at random costs {said}", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Language_models_are_judged_by_sparsity_and_the_rise_of_their_loss()
    {
        var good = Verdict.Of(Language(stochastic: 2.1f, l0: 5), Bars);
        var poor = Verdict.Of(Language(stochastic: 3f, l0: 60), Bars);

        Assert.Equal(VerdictState.Good, good.State);
        Assert.Contains("a position needs 5 % of the subcomponents in use", good.Sentence, StringComparison.Ordinal);
        Assert.Equal("Not good: a position needs 60 % of the subcomponents in use (usable: at most 30 %); random masks raise the next-token loss by 50 % (usable: at most 30 %).",
            poor.Sentence);
    }

    [Fact]
    public void Nothing_in_use_is_no_sparsity()
    {
        var verdict = Verdict.Of(Language(stochastic: 2, l0: 0) with { Alive = 0 }, Bars);

        Assert.Equal("Not good: no subcomponent is in use (usable: at most 30 %).", verdict.Sentence);
    }

    [Theory]
    [InlineData(0.052f, "scaling unimportant subcomponents at random costs 5.2 % of the error of removing everything (good: at most 5 %, which is within the noise)")]
    [InlineData(0.048f, "scaling unimportant subcomponents at random costs 4.8 % of the error of removing everything (within the noise of the bar, 5 %)")]
    public void A_number_near_its_bar_is_said_to_lie_within_the_noise(float measured, string fact)
    {
        var result = With(Toy(), "stochastic", measured) with { Noise = new Dictionary<string, double> { ["stochastic"] = 0.004 } };

        var verdict = Verdict.Of(result, Bars);

        Assert.True(verdict.Checks.Single(c => c.Name == "stochastic").WithinNoise);
        Assert.Contains(fact, verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_that_had_not_settled_is_a_reservation_and_not_knowing_is_said()
    {
        Convergence Of(params IReadOnlyList<Drift> drifts) => new() { AfterStep = 9, Rows = 9, Drifts = drifts };

        Assert.Equal("Usable with reservations: training had not settled: L0 still changed by +20 % over the last tenth.",
            Verdict.Of(Toy() with { Convergence = Of(new Drift("l0", 1, 0.2, 0.01, Moving: true)) }, Bars).Sentence);
        var undecided = Verdict.Of(Toy() with { Convergence = Of(new Drift("l0", 1, -0.117, 0.069, Moving: false)) }, Bars);
        Assert.Equal(VerdictState.Good, undecided.State);
        Assert.EndsWith(" But whether training had settled is lost in the noise of its log.", undecided.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(" But whether training had settled cannot be told from so few logged rows.", Verdict.Of(Toy() with { Convergence = Of() }, Bars).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_bars_or_scale_there_is_no_verdict_and_the_reason_is_said()
    {
        Assert.Equal("Cannot say whether this is good: this config has no section 'verdict' with the numbers that a good result must reach.", Verdict.Of(Toy(), null).Sentence);
        Assert.Equal((VerdictState.CannotSay, "Cannot say whether this is good: removing everything does not change the output, so there is no scale to judge by."),
            (Verdict.Of(Toy() with { ZeroAblation = 0 }, Bars).State, Verdict.Of(Toy() with { ZeroAblation = 0 }, Bars).Sentence));
        Assert.Equal(VerdictState.CannotSay, Verdict.Of(Toy(), new VerdictBars(new Dictionary<string, Bar>(), null)).State);
    }

    [Fact]
    public void The_verdict_survives_being_saved()
    {
        var unsettled = Toy() with { Convergence = new Convergence { AfterStep = 9, Rows = 1, Drifts = [] } };
        var judged = unsettled with { Verdict = Verdict.Of(unsettled, Bars) };
        using var folder = new Folders.TemporaryFolder();
        var path = folder.In(EvaluationDocument.FileName);
        File.WriteAllText(path, judged.ToJson());

        var read = EvaluationDocument.Read(path).Verdict!;

        Assert.Equal((judged.Verdict.State, judged.Verdict.Sentence), (read.State, read.Sentence));
        Assert.Equal(judged.Verdict.Checks.Select(c => (c.Name, c.Outcome, c.Measured, c.Fact)), read.Checks.Select(c => (c.Name, c.Outcome, c.Measured, c.Fact)));
        Assert.Contains("\"state\": \"good\"", judged.ToJson(), StringComparison.Ordinal);
    }

    private static EvaluationDocument Slightly(string check) => check switch
    {
        "pattern_error" => Toy() with { PatternError = 1 },
        "mmcs" => Toy() with { Mmcs = 0.95 },
        "ml2r" => Toy() with { Ml2r = 0.9 },
        "mechanisms" => Toy() with { Alive = 11 },
        "adversary" => With(Toy() with { Pgd = new Dictionary<int, float> { [20] = 0.2f } }, "stochastic", 0.04f),
        "longest_adversary" => Toy() with { Pgd = new Dictionary<int, float> { [20] = 0.02f, [160] = 0.6f } },
        "adversary_over_stochastic" => With(Toy(), "stochastic", 0.001f),
        "faithfulness" => Toy() with { Faithfulness = 0.05f },
        "l0_over_oracle" => Toy() with { L0 = 1 },
        "important_alone" => With(Toy(), "rounded_0.1", 0.1f),
        "unmasked" => With(Toy(), "unmasked", 0.01f),
        _ => With(Toy(), check, 0.1f),
    };

    private static EvaluationDocument With(EvaluationDocument result, string mode, float divergence) =>
        result with { Reconstruction = new Dictionary<string, ModeResult>(result.Reconstruction) { [mode] = new ModeResult { Mse = divergence } } };

    private static EvaluationDocument Toy() => new()
    {
        Step = 1,
        Reconstruction = new Dictionary<string, ModeResult>
        {
            ["unmasked"] = new() { Mse = 0.001f },
            ["stochastic"] = new() { Mse = 0.01f },
            ["rounded_0.1"] = new() { Mse = 0.01f },
        },
        Pgd = new Dictionary<int, float> { [20] = 0.02f, [160] = 0.03f },
        ZeroAblation = 1,
        L0 = 0.5f,
        OracleL0 = 0.5f,
        Alive = 10,
        Mechanisms = 10,
        Subcomponents = 40,
        Faithfulness = 0.001f,
        Mmcs = 1,
        Ml2r = 1,
        PatternError = 0,
        PatternErrorStrict = 0,
        Sites = [],
    };

    private static EvaluationDocument Language(float stochastic, float l0) => new()
    {
        Step = 1,
        Reconstruction = new Dictionary<string, ModeResult>
        {
            ["target"] = new() { Kl = 0, Ce = 2 },
            ["unmasked"] = new() { Kl = 0.01f, Ce = 2 },
            ["stochastic"] = new() { Kl = 0.2f, Ce = stochastic },
            ["rounded_0.1"] = new() { Kl = 0.3f, Ce = 2.2f },
        },
        Pgd = new Dictionary<int, float> { [20] = 1, [160] = 1.1f },
        ZeroAblation = 20,
        L0 = l0,
        Alive = 100,
        Subcomponents = 200,
        Faithfulness = 0.001f,
        Sites = [],
    };
}
