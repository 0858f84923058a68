using Cleave.Formats;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

/// <summary>A grid whose run folders are lost between sessions, but whose file of results is not.</summary>
[Trait("speed", "slow")]
public sealed class KnownGridTests(SmallGrid serial) : IClassFixture<SmallGrid>
{
    [Fact]
    public void Another_machine_takes_every_result_from_the_file_and_reports_the_same()
    {
        using GridWatcher first = new(), second = new();
        var file = serial.In("moved.jsonl");
        var here = Run("serial", file, SmallGrid.Cells(), first);

        var there = Run("moved", file, [.. SmallGrid.Cells().Select(c => c with { Recipe = c.Recipe.With("threads", "2").With("log_every", "7") })], second);

        Assert.Empty(second.Begun);
        Assert.False(Directory.Exists(serial.In("moved")));
        var (before, now) = (Report(here), Report(there));
        Assert.Null(before.Origin);
        Assert.StartsWith("Of 4 cells 4 come from earlier sessions (code ", now.Origin, StringComparison.Ordinal);
        Assert.Equal(before.Rows.Select(r => r.Unconverged), now.Rows.Select(r => r.Unconverged));
        Assert.Equal(ReportMarkdown.Of(before), ReportMarkdown.Of(now).Replace($"\n{now.Origin}\n", "", StringComparison.Ordinal));
        Assert.Equal(ReportTables.Csv(before), ReportTables.Csv(now));
    }

    [Fact]
    public void Cells_are_added_as_they_finish_and_the_next_machine_runs_the_rest()
    {
        using GridWatcher first = new(stopAfter: 5), second = new();
        var file = serial.In("stopped.jsonl");
        Assert.Throws<OperationCanceledException>(() => Run("stopped", file, SmallGrid.Cells(), first));
        Assert.Equal(["seed0-1e-3"], new KnownResults(file).Read().Select(r => r.Cell));

        var results = Run("elsewhere", file, SmallGrid.Cells(), second);

        Assert.Equal([("seed0-2e-3", 0L), ("seed1-1e-3", 0L), ("seed1-2e-3", 0L)], second.Begun);
        Assert.Equal([true, false, false, false], results.Select(r => r.Known is not null));
        Assert.Equal(SmallGrid.Cells().Select(c => c.Name), new KnownResults(file).Read().Select(r => r.Cell));
        Assert.Equal(serial.Results.Select(r => r.Evaluation!.Mmcs), results.Select(r => r.Evaluation!.Mmcs));
    }

    [Fact]
    public void Changed_config_is_not_known()
    {
        using GridWatcher first = new(), second = new();
        var file = serial.In("changed.jsonl");
        Run("serial", file, SmallGrid.Cells(), first);
        Cell changed = SmallGrid.Cells()[0] with { Recipe = SmallGrid.Cells()[0].Recipe.With("steps", "2") };

        var results = Run("changed", file, [changed], second);

        Assert.Equal([("seed0-1e-3", 0L)], second.Begun);
        Assert.Equal((2, null), (results[0].Evaluation!.Step, results[0].Known));
        Assert.Equal(5, new KnownResults(file).Read().Count);
    }

    [Fact]
    public void Only_known_runs_nothing_and_marks_what_is_missing()
    {
        using GridWatcher watcher = new();
        Cell[] cells = [.. SmallGrid.Cells(), SmallGrid.Cells()[0] with { Name = "missing" }];
        Cell[] changed = [.. SmallGrid.Cells(steps: 13)];

        var results = new Grid(serial.In("serial"), cells) { OnlyKnown = true }.Run(1, watcher, watcher.Stop);
        var stale = new Grid(serial.In("serial"), changed) { OnlyKnown = true }.Run(1, watcher, watcher.Stop);

        Assert.Empty(watcher.Begun);
        Assert.Equal([false, false, false, false, true], results.Select(r => r.NotRun));
        Assert.Equal(["1", "1", "2 of 3", "2"], GridReport.Of([results[0], results[1], results[2]], "coefficient", "seed").Rows.Take(2).Select(ReportMarkdown.Seeds)
            .Concat(Report(results).Rows.Select(ReportMarkdown.Seeds)));
        Assert.All(stale, r => Assert.True(r.NotRun));
    }

    [Fact]
    public void Results_and_an_accepted_change_exclude_each_other()
    {
        using GridWatcher watcher = new();

        var wrong = Assert.Throws<InputException>(() => new Grid(serial.In("serial"), SmallGrid.Cells())
        {
            Known = new KnownResults(serial.In("refused.jsonl")),
            AcceptConfigChange = true,
        }.Run(1, watcher, watcher.Stop));

        Assert.Contains("expected results of one config each", wrong.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<CellResult> Run(string folder, string file, IReadOnlyList<Cell> cells, GridWatcher watcher) =>
        new Grid(serial.In(folder), cells) { Known = new KnownResults(file) }.Run(1, watcher, watcher.Stop);

    private static GridReport Report(IReadOnlyList<CellResult> results) => GridReport.Of(results, "coefficient");
}
