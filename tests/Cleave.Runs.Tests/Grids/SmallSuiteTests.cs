using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

/// <summary>The whole suite at the small budget: every method on every target whose mechanisms are known, one seed.</summary>
[Trait("speed", "slow")]
public sealed class SmallSuiteTests
{
    [Fact]
    public void Every_cell_finishes_with_finite_measures_and_every_published_value_is_judged()
    {
        using var folder = new TemporaryFolder();
        using var watcher = new GridWatcher();
        var cells = new GroundTruth { Seeds = 1, Budget = Budget.Small }.Cells();

        var report = GridReport.Of(new Grid(folder.In("suite"), cells).Run(2, watcher, watcher.Stop), "target", "method");

        Assert.Equal(cells.Count, report.Rows.Count);
        Assert.Empty(report.Rows.SelectMany(r => r.Failed).Select(c => $"{c.Cell.Name}: {c.Failure}"));
        Assert.All(report.Rows, row =>
        {
            string[] needed = ["alive", "l0", "faithfulness", "stochastic", "pgd_20", "seconds"];
            Assert.All(needed, name => Assert.NotNull(row[Measure.Named(name)]));
            Assert.All(Measure.All.Select(m => row[m]).OfType<Aggregate>(), v => Assert.True(double.IsFinite(v.Mean)));
            Assert.All(row.ScoreNames, s => Assert.True(double.IsFinite(row.Score(s)!.Mean)));
        });
        AssertPublishedAreJudged(report);
    }

    private static void AssertPublishedAreJudged(GridReport report)
    {
        string[] lines = [.. ReportMarkdown.Of(report).Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal))];
        var expected = Published.All.Where(p => report.Rows.Any(r => r.Labels.SequenceEqual([p.Target, p.Method])));
        List<Published> judged = [];
        foreach (var row in report.Rows)
        {
            Published[] published = [.. Measure.All.Select(m => report.PublishedFor(row, m)).OfType<Published>()];
            var line = lines.First(l => l.StartsWith($"| {row.Labels[0]} | {row.Labels[1]} |", StringComparison.Ordinal));
            Assert.Equal(report.Misses(row).Count, Count(line, "**misses** "));
            Assert.Equal(published.Length - report.Misses(row).Count, Count(line, "; published "));
            judged.AddRange(published);
        }

        Assert.NotEmpty(judged);
        Assert.Equal(expected.ToHashSet(), judged.ToHashSet());
    }

    private static int Count(string line, string mark) => line.Split(mark).Length - 1;
}
