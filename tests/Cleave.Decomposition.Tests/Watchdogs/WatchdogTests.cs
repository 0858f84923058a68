using Cleave.Decomposition.Training;
using Cleave.Decomposition.Watchdogs;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Watchdogs;

/// <summary>Each watchdog on made-up metrics: what must stop a run, and what looks alike and must not.</summary>
public sealed class WatchdogTests
{
    private static readonly IWatchdog Collapse = new ImportanceCollapse(l0: 0.01, largest: 0.1, share: 0.9, rows: 3);
    private static readonly IWatchdog Growth = new GradientGrowth(factor: 30, history: 4, rows: 2);
    private static readonly IWatchdog Explosion = new TermExplosion(
        new Dictionary<string, Schedule> { ["a"] = new(1f), ["b"] = new(0.5f) }, 1000, factor: 30, history: 4, rows: 2);

    [Fact]
    public void Vanished_importances_stop_the_run_at_the_third_row_in_a_row()
    {
        var rows = Rows.Of(8, i => Row(l0: i == 2 || i >= 4 ? 0 : 5, largest: 1, kept: 0.95, zero: 1));

        Assert.Equal(
            "Step 70: importance_collapse: for 3 logged rows hardly anything has been important (now L0 0, largest importance 1) and importances as masks "
            + "reproduce the output no better than removing everything (9.5e-1 of 1e0), start anew with smaller coefficients of minimality and frequency, "
            + "or with more steps before they act; the last checkpoint is intact.", Rows.Stops(Collapse, rows));
    }

    [Theory]
    [InlineData(0, 1, 1, true)]
    [InlineData(3, 0.05, 1, true)]
    [InlineData(3, 1, 1, false)]
    [InlineData(0, 1, 0.5, false)]
    [InlineData(3, 0.05, 0.5, false)]
    public void Collapse_is_few_or_low_importances_that_explain_nothing(double l0, double largest, double kept, bool stops) =>
        Assert.Equal(stops, Rows.Stops(Collapse, Rows.Of(5, _ => Row(l0, largest, kept, 1))) is not null);

    [Fact]
    public void A_term_that_leaps_and_outweighs_the_objective_stops_the_run()
    {
        var rows = Rows.Of(8, i => [("losses.a", 1), ("losses.b", i < 5 ? 0.1 : 4)]);

        Assert.Equal(
            "Step 70: term_explosion: b is 4e0, for 2 logged rows more than 30 times its median 1e-1 of the 4 rows before, continue from a checkpoint "
            + "or start anew with lower rates or a looser clip; the last checkpoint is intact.", Rows.Stops(Explosion, rows));
    }

    [Theory]
    [InlineData(1e-6, 1e-2)]   // grows ten thousand times and weighs nothing, as faithfulness after a warm-up
    [InlineData(0.5, 10)]      // outweighs the rest but grew by less
    public void A_term_that_only_grows_or_only_weighs_does_not_stop_it(double before, double after) =>
        Assert.Null(Rows.Stops(Explosion, Rows.Of(12, i => [("losses.a", 1), ("losses.b", i < 5 ? before : after)])));

    [Fact]
    public void One_spike_does_not_stop_it()
    {
        Assert.Null(Rows.Stops(Explosion, Rows.Of(12, i => [("losses.a", 1), ("losses.b", i == 6 ? 1e6 : 0.1)])));
        Assert.Null(Rows.Stops(Growth, Rows.Of(12, i => [(GradientGrowth.Norm, i == 6 ? 1e6 : 0.1)])));
    }

    [Fact]
    public void A_gradient_that_stays_far_above_its_mean_stops_the_run()
    {
        Assert.StartsWith("Step 70: gradient_growth: the importance function's gradient norm is 4e0, for 2 logged rows more than 30 times its mean 1e-1 ",
            Rows.Stops(Growth, Rows.Of(8, i => [(GradientGrowth.Norm, i < 5 ? 0.1 : 4)])), StringComparison.Ordinal);
        Assert.Null(Rows.Stops(Growth, Rows.Of(8, i => [(GradientGrowth.Norm, i < 5 ? 0.1 : 2)])));
    }

    [Fact]
    public void A_row_that_lacks_the_numbers_stops_nothing() =>
        Assert.All((IWatchdog[])[Collapse, Growth, Explosion], w => Assert.Null(Rows.Stops(w, Rows.Of(20, _ => []))));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_continued_run_is_stopped_at_the_same_row_for_the_same_reason(int known)
    {
        MetricRow[][] runs =
        [
            Rows.Of(8, i => Row(l0: i < 4 ? 5 : 0, largest: 1, kept: 1, zero: 1)),
            Rows.Of(8, i => [("losses.a", 1), ("losses.b", i < 5 ? 0.1 : 4)]),
            Rows.Of(8, i => [(GradientGrowth.Norm, i < 5 ? 0.1 : 4)]),
        ];

        foreach (var (watchdog, rows) in new[] { Collapse, Explosion, Growth }.Zip(runs))
        {
            Assert.NotNull(Rows.Stops(watchdog, rows));
            Assert.Equal(Rows.Stops(watchdog, rows), Rows.Stops(watchdog, rows, known));
        }
    }

    private static (string, double)[] Row(double l0, double largest, double kept, double zero) =>
        [("l0", l0), (ImportanceCollapse.Largest, largest), (ImportanceCollapse.Kept, kept), (ImportanceCollapse.Zero, zero)];
}
