using Cleave.Decomposition.Training;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Recipes;
using Cleave.Runs.Verdicts;
using Xunit;

namespace Cleave.Runs.Tests.Evaluations;

/// <summary>The label of a run on made-up metrics.</summary>
public sealed class ConvergenceTests
{
    private const int Steps = 10000;
    private static readonly IReadOnlyList<TermConfig> Losses = RecipeFile.OfName("tms-5-2").Config.Losses;

    [Fact]
    public void A_flat_series_of_little_noise_has_converged()
    {
        var label = Label(every: 50, (i, _) => (5 * (1 + (0.05 * Noise(i))), 2 * (1 + (0.1 * Noise(i + 1000)))));

        Assert.Equal(ConvergenceState.Converged, label.State);
        Assert.Equal(20, label.Rows);
        Assert.Equal(["l0", "adversarial"], label.Drifts.Select(d => d.Name));
        Assert.InRange(label.Drifts[0].Noise, 0.01, 0.05);
        Assert.StartsWith("Converged: after step 9000 L0 changed by ", label.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flat_series_of_much_noise_is_undecided()
    {
        var label = Label(every: 100, (i, _) => (5 * (1 + (0.4 * Noise(i))), 2));

        Assert.Equal(ConvergenceState.Undecided, label.State);
        Assert.True(label.Drifts[0].Noise > 0.05);
        Assert.False(label.Drifts[0].Moving);
    }

    [Fact]
    public void A_change_beyond_what_is_allowed_that_noise_may_explain_is_undecided_and_says_so_with_its_numbers()
    {
        var label = new Convergence { AfterStep = 9000, Rows = 6, Drifts = [new Drift("l0", 5, -0.117, 0.069, Moving: false), new Drift("adversarial", 1, 0.02, 0.03, Moving: false)] };

        Assert.Equal(ConvergenceState.Undecided, label.State);
        Assert.Equal("Cannot say whether it had converged: after step 9000 L0 changed by -11.7 %, give or take 6.9 % (up to 5 % counts as settled) and the adversarial term "
            + "changed by +2 %, give or take 3 % (up to 10 % counts as settled); 6 logged rows are too noisy to tell that from standing still or from moving on.", label.Sentence);
    }

    [Fact]
    public void Bars_of_the_config_decide_what_counts_as_settled()
    {
        var rows = Rows(100, (_, t) => (4 * (1 + (0.08 * t)), 1), "adversarial");

        Assert.Equal(ConvergenceState.NotConverged, ConvergenceFit.Of(rows, Losses, Steps).State);
        var wide = ConvergenceFit.Of(rows, Losses, Steps, new ConvergenceBars(0.1, 0.1));
        Assert.Equal((ConvergenceState.Converged, 0.1), (wide.State, wide.Drifts[0].Allowed));
    }

    [Fact]
    public void Documents_of_earlier_versions_are_judged_anew_from_their_numbers()
    {
        var old = """{"state":"converged","after_step":9000,"rows":6,"drifts":[{"name":"l0","level":5,"change":-0.117,"noise":0.069,"moving":false}]}""";
        var good = Reports.Results.Good("tms-5-2", "vpd", 0).Evaluation!.ToJson();
        using var folder = new Folders.TemporaryFolder();
        var path = Path.Combine(folder.Path, EvaluationDocument.FileName);
        File.WriteAllText(path, good.Replace("\"pgd\":", $"\"convergence\": {old},\n\"pgd\":", StringComparison.Ordinal));

        Assert.Equal(ConvergenceState.Undecided, EvaluationDocument.Read(path).Convergence!.State);
    }

    [Theory]
    [InlineData(-0.3, 0, "l0")]
    [InlineData(0.3, 0, "l0")]
    [InlineData(0, -0.6, "adversarial")]
    public void Drift_beyond_the_noise_has_not(double l0, double adversarial, string moving)
    {
        var label = Label(every: 50, (i, t) => (5 * (1 + (l0 * t) + (0.05 * Noise(i))), 2 * (1 + (adversarial * t) + (0.1 * Noise(i + 1000)))));

        Assert.Equal(ConvergenceState.NotConverged, label.State);
        Assert.Equal(moving, Assert.Single(label.Drifts, d => d.Moving).Name);
    }

    [Fact]
    public void The_change_is_that_of_the_fitted_line_over_the_last_tenth()
    {
        var drift = Label(every: 100, (_, t) => (4 + t, 1)).Drifts[0];

        Assert.Equal(4.55, drift.Level, 1e-9);
        Assert.Equal(0.9 / 4.55, drift.Change, 1e-9);
        Assert.Equal(0, drift.Noise, 1e-9);
    }

    [Fact]
    public void A_change_within_what_is_allowed_has_converged_however_sure_it_is() =>
        Assert.Equal(ConvergenceState.Converged, Label(every: 100, (_, t) => (4 * (1 + (0.05 * t)), 1 - (0.1 * t))).State);

    [Fact]
    public void What_moved_before_the_last_tenth_does_not_count() =>
        Assert.Equal(ConvergenceState.Converged, Label(every: 100, (_, t) => (t < 0 ? 100 * t : 3, 1)).State);

    [Fact]
    public void Nothing_important_at_all_is_no_change() =>
        Assert.Equal(ConvergenceState.Converged, Label(every: 100, (_, _) => (0, 1)).State);

    [Fact]
    public void Too_few_rows_are_said_to_tell_nothing()
    {
        var label = Label(every: 400, (_, t) => (5 - t, 1));

        Assert.Equal((ConvergenceState.Unknown, 3), (label.State, label.Rows));
        Assert.Empty(label.Drifts);
        Assert.Contains("unknown: 3 rows were logged after step 9000", label.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tms-5-2", "adversarial")]
    [InlineData("tms-5-2/spd", "stochastic")]
    [InlineData("tms-5-2/apd", "minimal")]
    [InlineData("stories", "adversarial")]
    public void The_adversarial_term_is_looked_at_or_else_the_stochastic_one(string recipe, string term)
    {
        var rows = Rows(100, (_, _) => (1, 1), term);

        Assert.Equal(["l0", term], ConvergenceFit.Of(rows, RecipeFile.OfName(recipe).Config.Losses, Steps).Drifts.Select(d => d.Name));
    }

    [Fact]
    public void The_label_is_part_of_the_saved_document_and_its_headline()
    {
        var label = Label(every: 100, (_, t) => (4 + t, 1));
        var saved = Reports.Results.Good("tms-5-2", "vpd", 0).Evaluation! with { Convergence = label };

        Assert.Contains("\"state\": \"not_converged\"", saved.ToJson(), StringComparison.Ordinal);
        Assert.Equal(0, RunEvaluation.Headline(saved)[RunEvaluation.Converged]);
        Assert.StartsWith("Not converged: after step 9000 L0 changed by +19.8 %, give or take ", label.Sentence, StringComparison.Ordinal);
    }

    private static Convergence Label(int every, Func<int, double, (double L0, double Adversarial)> values) =>
        ConvergenceFit.Of(Rows(every, values, "adversarial"), Losses, Steps);

    // t runs from 0 to 1 over the last tenth.
    private static MetricRow[] Rows(int every, Func<int, double, (double L0, double Reconstruction)> values, string term) =>
        [.. Enumerable.Range(1, Steps / every).Select(i =>
        {
            var (l0, reconstruction) = values(i, ((i * every) - (0.9 * Steps)) / (0.1 * Steps));
            return new MetricRow(i * every, [KeyValuePair.Create("l0", l0), KeyValuePair.Create($"losses.{term}", reconstruction)]);
        })];

    private static double Noise(int i) => (2 * new Random(i).NextDouble()) - 1;
}
