using Cleave.Decomposition.Training;
using Cleave.Runs.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Folders;

[Trait("speed", "slow")]
public sealed class BudgetRunTests(BudgetRun whole) : IClassFixture<BudgetRun>
{
    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public void Continued_run_with_a_budget_equals_the_uninterrupted_one(int stopAfter)
    {
        var path = whole.Another($"stopped-{stopAfter}");
        using Watcher watcher = new(stopAfter), last = new();
        using (var run = whole.Open(path))
            Assert.Throws<OperationCanceledException>(() => watcher.Complete(run));

        using var continued = whole.Open(path);
        var result = last.Complete(continued);

        Assert.Equal(whole.State, ShortRun.Bytes(continued));
        Assert.Equal(whole.Result.ToJson(), result.ToJson());
        Assert.Equal(Scales(new RunFolder(whole.Whole)), Scales(continued.Folder));
    }

    [Fact]
    public void Metrics_hold_the_scale_and_what_was_measured()
    {
        var rows = new RunFolder(whole.Whole).ReadMetrics();

        Assert.Equal(1, Value(rows[0], "sparsity.scale"));
        Assert.DoesNotContain("sparsity.measured", rows[0].Values.Select(v => v.Key));
        Assert.All(rows.Skip(1), r => Assert.True(Value(r, "sparsity.measured") > 0));
        // By the last step as many moves up as down, all of the largest size, may have led back to 1.
        Assert.NotEqual(1, Value(rows[1], "sparsity.scale"));
    }

    private static double[] Scales(RunFolder folder) => [.. folder.ReadMetrics().Select(r => Value(r, "sparsity.scale"))];

    private static double Value(MetricRow row, string name) => row.Values.Single(v => v.Key == name).Value;
}
