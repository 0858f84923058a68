using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Xunit;
using static Cleave.Runs.Tests.Reports.Results;

namespace Cleave.Runs.Tests.Reports;

public sealed class StudyAnswersTests
{
    [Fact]
    public void Ground_truth_says_where_methods_are_good_and_what_was_published()
    {
        var report = GridReport.Of([Judged(Good("tms-5-2", "spd-paper", 0, ml2r: 0.5)), Judged(Good("tms-40-10", "vpd", 0, alive: 80))], "target", "method");

        Assert.Equal("Does a method find the mechanisms that a target is known to have? Result: spd-paper is good with every seed on 0 of 1 targets, usable on 0 more; "
            + "vpd is good with every seed on 0 of 1 targets, usable on 0 more. Of 6 published values 5 are met; missed are tms-5-2/spd-paper ml2r 0.5 (published 0.993).",
            StudyAnswers.GroundTruth(report));
        Assert.Contains("No value was published", StudyAnswers.GroundTruth(GridReport.Of([Good("t", "m", 0)], "target", "method")), StringComparison.Ordinal);
    }

    [Fact]
    public void Planted_says_how_recovery_follows_the_cost()
    {
        var report = GridReport.Of([Scored("0.1", "0", "recovery", 0.9), Scored("1", "0", "recovery", 0.3)], "p", "c");

        Assert.Equal("Is a mechanism found because it is used rarely? A wrong basis should cost the share (1 - p)(1 - c) of all uses, and recovery should follow that cost: "
            + "their rank correlation is 1 (1 is perfect, 0 none), mean recovery is 0.9 where the cost is at least 0.1 and 0.3 where there is none. "
            + "Of 2 runs 0 are good, 2 usable with reservations, 0 not. Nobody has published a value.", StudyAnswers.Planted(report));
    }

    [Fact]
    public void Variants_are_told_apart_by_their_score()
    {
        var report = GridReport.Of([Scored("with", "0", "parts", 49), Scored("without", "0", "parts", 28)], "p");

        Assert.Equal("Why? So many: 49 with, 28 without. Of 2 runs 0 are good, 2 usable with reservations, 0 not. The paper argues for it without a number.",
            StudyAnswers.Variants(report, "Why?", "parts", "So many"));
    }

    [Fact]
    public void Ablation_names_the_exchanges_that_cost_and_buy_most()
    {
        var report = GridReport.Of([Variant("baseline", 1), Variant("muon", 0.5f), Variant("no-adversary", 4), Variant("adamw", 2)], "target", "variant");

        Assert.Contains("Result: on t the error under the adversary is 4 times the baseline's with no-adversary at worst, 0.5 times the baseline's with muon at best.",
            StudyAnswers.Ablation(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_which_none_is_good_make_the_answer_doubtful()
    {
        var poor = Scored("with", "0", "parts", 49);
        var report = GridReport.Of([poor with { Evaluation = poor.Evaluation! with { PatternError = 9 } }], "p");

        Assert.Contains("But none of the 1 runs is good by the bars of its config, so this answer may not hold.", StudyAnswers.Variants(report, "Why?", "parts", "So many"), StringComparison.Ordinal);
    }

    private static CellResult Variant(string name, float adversarial)
    {
        var result = Labelled(new Dictionary<string, string> { ["target"] = "t", ["variant"] = name });
        return result with { Evaluation = result.Evaluation! with { Pgd = new Dictionary<int, float> { [20] = adversarial } } };
    }

    private static CellResult Scored(string p, string c, string score, double value)
    {
        var result = Labelled(new Dictionary<string, string> { ["p"] = p, ["c"] = c });
        return result with { Evaluation = result.Evaluation! with { Scores = new Dictionary<string, double> { [score] = value, ["span_error"] = 0 } } };
    }

    private static CellResult Labelled(IReadOnlyDictionary<string, string> labels)
    {
        var result = Judged(Good("t", "m", 0));
        return result with { Cell = result.Cell with { Labels = labels } };
    }
}
