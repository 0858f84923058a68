using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Xunit;

namespace Cleave.Runs.Tests.Reports;

public sealed class ParetoFrontTests
{
    [Fact]
    public void Front_holds_what_nothing_beats()
    {
        var front = ParetoFront.Of(Report((1, 0.9f), (2, 0.2f), (3, 0.2f), (4, 0.1f), (4, 0.3f), (50, 0.09f)));

        Assert.Equal([1, 2, 4, 50], front.Points.Where(p => p.OnFront).Select(p => p.L0));
        Assert.Equal([1, 2, 3, 4, 4, 50], front.Points.Select(p => p.L0));
    }

    [Fact]
    public void Best_is_the_knee_of_the_front()
    {
        var front = ParetoFront.Of(Report((1, 1f), (2, 0.02f), (100, 0.01f)));

        Assert.Equal(2, front.Best!.L0);
        Assert.StartsWith("It is the knee: of the 3 settings", front.Reason, StringComparison.Ordinal);
    }

    // Zero ablation is 2 in these results.
    [Fact]
    public void What_explains_nothing_is_no_knee()
    {
        Assert.Equal(5, ParetoFront.Of(Report((0.001f, 2f), (0.5f, 2f), (5, 1f))).Best!.L0);

        var none = ParetoFront.Of(Report((0.5f, 2f)));
        Assert.Null(none.Best);
        Assert.Equal("Under the adversary no setting does better than removing everything.", none.Reason);
    }

    [Fact]
    public void Limit_of_L0_chooses_the_most_robust_within_it()
    {
        var report = Report((1, 1f), (2, 0.02f), (100, 0.01f));

        Assert.Equal(100, ParetoFront.Of(report, mostL0: 100).Best!.L0);
        Assert.Equal(1, ParetoFront.Of(report, mostL0: 1.5).Best!.L0);
        Assert.Equal("No setting has an L0 of at most 0.5.", ParetoFront.Of(report, mostL0: 0.5).Reason);
    }

    [Fact]
    public void Only_acceptable_settings_are_on_the_front_and_may_be_the_best()
    {
        // The first needs four times as many subcomponents as an input has mechanisms.
        var report = GridReport.Of([Judged(0, 2, 0.01f), Judged(1, 0.7f, 0.02f), Judged(2, 0.6f, 0.3f)], "target");

        var front = ParetoFront.Of(report);

        Assert.Equal([0.6f, 0.7f], front.Points.Where(p => p.OnFront).Select(p => (float)p.L0));
        Assert.Contains(front.Best, front.Points.Where(p => p.Row.Acceptable));
        Assert.Null(front.Nearest);
        Assert.Contains("Usable with reservations: ", SweepPage.Best(report, front), StringComparison.Ordinal);
        Assert.Equal(0.7f, (float)ParetoFront.Of(report, mostL0: 50).Best!.L0);
        Assert.Equal("No acceptable setting has an L0 of at most 0.5.", ParetoFront.Of(report, mostL0: 0.5).Reason);
    }

    [Fact]
    public void Where_no_setting_is_good_none_is_called_best_and_the_nearest_is_named()
    {
        var report = GridReport.Of([Judged(0, 20, 2.5f), Judged(1, 2, 0.02f)], "target");

        var front = ParetoFront.Of(report);

        Assert.Null(front.Best);
        Assert.DoesNotContain(front.Points, p => p.OnFront);
        Assert.Equal(2, front.Nearest!.L0);
        Assert.StartsWith("None of the 2 settings is good by the bars of the config. The nearest is target=setting1 (L0 2, PGD-20 0.02; run setting1-m-seed0). "
            + "Not good: an input needs 4 times as many subcomponents as it has mechanisms (usable: at most 3 times).", SweepPage.Best(report, front), StringComparison.Ordinal);
        Assert.Contains("| nearest | not good |", SweepPage.Of(report, front, "front.svg"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_with_a_failed_seed_is_not_acceptable()
    {
        var report = GridReport.Of([Judged(0, 0.6f, 0.02f), Results.Failed("setting0", "m", 1)], "target");

        Assert.Null(ParetoFront.Of(report).Best);
    }

    [Fact]
    public void Page_names_the_best_and_drops_no_failure()
    {
        var report = GridReport.Of([Result(0, 2, 0.02f), Results.Failed("setting1", "m", 0)], "target");

        var page = SweepPage.Of(report, ParetoFront.Of(report), "front.svg");

        Assert.Contains("First to look at: target=setting0 (L0 2, PGD-20 0.02; run setting0-m-seed0). No other setting on the front", page, StringComparison.Ordinal);
        Assert.Contains("| setting0 | 2 | 0.02 | 0.25 | 10 | setting0-m-seed0 | first |  |", page, StringComparison.Ordinal);
        Assert.Contains("| setting1 |  |  |  |  | setting1-m-seed0 | failed setting1-m-seed0: Step 7:", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Adversary_is_the_usual_one_or_the_longest_that_all_have()
    {
        Assert.Equal("pgd_20", ParetoFront.Of(Report((1, 1f))).Adversary.Name);
        var others = GridReport.Of([Ladder(0, 5, 40), Ladder(1, 5)], "target");
        Assert.Equal("pgd_5", ParetoFront.Of(others).Adversary.Name);

        static CellResult Ladder(int index, params int[] steps) => Result(index, 1, 1) is var result
            ? result with { Evaluation = result.Evaluation! with { Pgd = steps.ToDictionary(s => s, s => (float)s) } } : result;
    }

    private static GridReport Report(params (float L0, float Adversarial)[] settings) =>
        GridReport.Of([.. settings.Select((s, index) => Result(index, s.L0, s.Adversarial))], "target");

    private static CellResult Judged(int index, float l0, float adversarial) => Results.Judged(Result(index, l0, adversarial));

    private static CellResult Result(int index, float l0, float adversarial)
    {
        var result = Results.Good($"setting{index}", "m", 0);
        return result with { Evaluation = result.Evaluation! with { L0 = l0, Pgd = new Dictionary<int, float> { [20] = adversarial } } };
    }
}
