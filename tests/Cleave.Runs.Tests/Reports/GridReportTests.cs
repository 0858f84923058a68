using Cleave.Runs.Evaluations;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Cleave.Runs.Verdicts;
using Xunit;
using static Cleave.Runs.Tests.Reports.Results;

namespace Cleave.Runs.Tests.Reports;

public sealed class GridReportTests
{
    [Fact]
    public void Seeds_become_mean_deviation_and_worst()
    {
        var row = Report(Good("t", "m", 0, ml2r: 0.8, alive: 8), Good("t", "m", 1, ml2r: 1.1, alive: 11), Good("t", "m", 2, ml2r: 1.1, alive: 11)).Rows.Single();

        var ratio = row[Measure.Named("ml2r")]!;

        Assert.Equal((1.0, 0.17320508, 0.8, 3), (Math.Round(ratio.Mean, 8), Math.Round(ratio.Deviation, 8), ratio.Worst, ratio.Count));
        Assert.Equal(8, row[Measure.Named("alive")]!.Worst);
        Assert.Equal((0.75, 0.25, 0.5), (row[Measure.Named("l0")]!.Mean, row[Measure.Named("stochastic")]!.Mean, row[Measure.Ladder(20)]!.Mean));
        Assert.Null(row[Measure.Ladder(80)]);
        Assert.Equal((10, 0.5f, 3, 0), (row.Mechanisms, row.OracleL0, row.Recovered, row.Unconverged));
    }

    [Fact]
    public void Rows_tables_and_pages_say_what_had_not_converged()
    {
        var report = Report(Labelled(0, ConvergenceState.NotConverged), Labelled(1, ConvergenceState.Converged), Labelled(2, ConvergenceState.Unknown), Labelled(3, ConvergenceState.Undecided));

        Assert.Equal((1, 2), (report.Rows.Single().Unconverged, report.Rows.Single().Unjudged));
        Assert.Contains("not converged 1; convergence not judged 2 |", ReportMarkdown.Of(report), StringComparison.Ordinal);
        Assert.Equal(["convergence,failure", "not_converged,", "converged,", "unknown,", "undecided,"],
            ReportTables.Csv(report).Split('\n')[..5].Select(line => string.Join(',', line.Split(',')[^2..])));
        Assert.Equal("not_converged", (string?)ReportTables.Json(report)["rows"]![0]!["cells"]![0]!["convergence"]);
    }

    [Fact]
    public void Rows_tables_and_pages_say_what_is_good_and_a_row_is_as_good_as_its_worst_seed()
    {
        var report = Report(Judged(Good("t", "m", 0)), Judged(Good("t", "m", 1, wrong: 7)), Good("t", "m", 2));

        Assert.Equal(VerdictState.NotGood, report.Rows.Single().Verdict!.State);
        Assert.False(report.Rows.Single().Acceptable);
        Assert.Contains("| usable with reservations 1, cannot say 1, not good 1; recovered", ReportMarkdown.Of(report), StringComparison.Ordinal);
        Assert.Equal(["verdict,,", "usable,,", "not_good,,", "cannot_say,,"],
            ReportTables.Csv(report).Split('\n')[..4].Select(line => string.Join(',', line.Replace("convergence,failure", ",", StringComparison.Ordinal).Split(',')[^3..])));
        var row = ReportTables.Json(report)["rows"]![0]!;
        Assert.Equal("not_good", (string?)row["verdict"]);
        Assert.StartsWith("Not good: 7 entries of the known importances are wrong (usable: at most 1)", (string?)row["cells"]![1]!["sentence"], StringComparison.Ordinal);
    }

    // Published for spd-paper on tms-5-2: MMCS 1.000 ± .000, ML2R .993 ± .002, 10 alive, no wrong entry (SPD, results of toys).
    [Theory]
    [InlineData(0.9951, 0.993, 0, 10, "")]
    [InlineData(0.9949, 0.993, 0, 10, "mmcs")]
    [InlineData(1, 0.9988, 0, 10, "")]
    [InlineData(1, 0.9995, 0, 10, "ml2r")]
    [InlineData(1, 0.993, 1, 10, "pattern_error")]
    [InlineData(1, 0.993, 0, 9, "alive")]
    [InlineData(double.NaN, 0.993, 0, 10, "mmcs")]
    public void Value_is_missed_beyond_three_deviations_and_counts_are_exact(double mmcs, double ml2r, int wrong, int alive, string missed)
    {
        var report = Report(Good("tms-5-2", "spd-paper", 0, mmcs, ml2r, wrong, alive));

        Assert.Equal(missed, string.Join(",", report.Misses(report.Rows[0]).Select(m => m.Measure)));
    }

    [Fact]
    public void One_seed_off_is_enough_for_a_count()
    {
        var report = Report(Good("tms-5-2", "spd-paper", 0, ml2r: 0.993), Good("tms-5-2", "spd-paper", 1, ml2r: 0.993, wrong: 1));

        Assert.Equal(["pattern_error"], report.Misses(report.Rows[0]).Select(m => m.Measure));
        Assert.Equal(1, report.Rows[0].Recovered);
    }

    [Fact]
    public void Row_of_failures_misses_everything_that_was_published()
    {
        var report = Report(Failed("tms-5-2", "apd", 0));

        var page = ReportMarkdown.Of(report);

        Assert.Equal(["mmcs", "ml2r"], report.Misses(report.Rows[0]).Select(m => m.Measure));
        Assert.Contains("failed tms-5-2-apd-seed0: Step 7: term minimality (NaN) is not finite.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_marks_misses_and_drops_nothing()
    {
        var page = ReportMarkdown.Of(Report(Good("tms-5-2", "apd", 0, mmcs: 0.9, ml2r: 0.893), Good("t", "m", 0), Failed("t", "m", 1)), "figure.svg");

        Assert.Contains("| tms-5-2 | apd | 1 | 0.9; **misses** 0.998 ± 0.000 | 0.893; published 0.893 ± 0.004 | 0 | 0 | 10 of 10 | 0.75 of 0.5 |", page, StringComparison.Ordinal);
        Assert.Contains("| misses; recovered 1 of 1 |", page, StringComparison.Ordinal);
        Assert.Contains("| t | m | 2 |", page, StringComparison.Ordinal);
        Assert.Contains("recovered 1 of 2; failed t-m-seed1", page, StringComparison.Ordinal);
        Assert.Contains("![Grid](figure.svg)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_with_other_scores_get_tables_of_their_own()
    {
        var page = ReportMarkdown.Of(Report(Scored("a", ("kept_error", 0.1)), Scored("b", ("accuracy", 1), ("layers", 2)), Scored("c", ("kept_error", 0.2))));

        Assert.Contains("| target | method | kept error |\n| --- | --- | --- |\n| a | m | 0.1 |\n| c | m | 0.2 |\n", page, StringComparison.Ordinal);
        Assert.Contains("| target | method | accuracy | layers |\n| --- | --- | --- | --- |\n| b | m | 1 | 2 |\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_for_programs_hold_every_cell()
    {
        var report = Report(Good("tms-5-2", "apd", 0, ml2r: 0.5), Failed("tms-5-2", "apd", 1));

        var lines = ReportTables.Csv(report).Split('\n');
        var json = ReportTables.Json(report);

        Assert.StartsWith("cell,target,method,seed,mmcs,ml2r,pattern_error,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("tms-5-2-apd-seed0,tms-5-2,apd,0,1,0.5,0,0,10,0.75,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("tms-5-2-apd-seed1,tms-5-2,apd,1,,,,,", lines[2], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.True((bool)json["rows"]![0]!["published"]![1]!["missed"]!);
        Assert.Equal(0.5, (double)json["rows"]![0]!["measures"]!["ml2r"]!["mean"]!);
    }

    [Fact]
    public void Published_values_name_measures_and_where_they_stand() => Assert.All(Published.All, p =>
    {
        Assert.Contains(Measure.All, m => m.Name == p.Measure);
        Assert.Matches("^(APD|SPD|VPD)[, ]", p.Source);
        Assert.Equal(p, Published.All.Single(q => (q.Target, q.Method, q.Measure) == (p.Target, p.Method, p.Measure)));
    });

    private static GridReport Report(params IReadOnlyList<CellResult> results) => GridReport.Of(results, "target", "method");

    private static CellResult Scored(string target, params IReadOnlyList<(string Name, double Value)> scores)
    {
        var cell = Good(target, "m", 0);
        return cell with { Evaluation = cell.Evaluation! with { Scores = scores.ToDictionary(s => s.Name, s => s.Value) } };
    }

    private static CellResult Labelled(int seed, ConvergenceState state)
    {
        var cell = Good("t", "m", seed);
        Drift[] drifts = state switch
        {
            ConvergenceState.Unknown => [],
            ConvergenceState.Converged => [new("l0", 1, 0.01, 0.01, Moving: false)],
            ConvergenceState.Undecided => [new("l0", 1, 0.01, 0.1, Moving: false)],
            _ => [new("l0", 1, 0.5, 0.01, Moving: true)],
        };
        return cell with { Evaluation = cell.Evaluation! with { Convergence = new Convergence { AfterStep = 9, Rows = 9, Drifts = drifts } } };
    }
}
