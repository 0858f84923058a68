using Cleave.Formats;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Reports;
using Cleave.Runs.Tests.Disks;
using Cleave.Runs.Tests.Folders;
using Cleave.Runs.Tests.Reports;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

public sealed class KnownResultsTests
{
    private static readonly CellResult[] Some = [Results.Good("t", "b", 1, mmcs: 0.1 + 0.2), Results.Failed("t", "a", 0), Results.Good("t", "b", 0)];

    [Fact]
    public void Entries_come_back_as_they_were_sorted_by_name()
    {
        using var folder = new TemporaryFolder();
        var known = new KnownResults(folder.In("docs", "results.jsonl"));

        known.Add(Some[0]);
        known.Add(Some);

        var entries = known.Read();
        Assert.Equal(["t-a-seed0", "t-b-seed0", "t-b-seed1"], entries.Select(e => e.Cell));
        Assert.Equal([null, 1, 0.1 + 0.2], entries.Select(e => e.Evaluation?.Mmcs));
        Assert.Equal(Some[1].Failure, entries[0].Failure);
        Assert.Equal(("b", 3.0), (entries[1].Labels["method"], entries[1].Seconds));
        Assert.Equal(ConfigDrift.Digest(Some[0].Cell.Recipe.Text), entries[2].Config);
        Assert.Matches(@"^\d+\.\d+\.\d+", entries[2].Code);
        Assert.Equal(3, File.ReadAllLines(known.Path).Length);
    }

    [Fact]
    public void Result_of_another_config_stands_beside_the_old_one()
    {
        using var folder = new TemporaryFolder();
        var known = new KnownResults(folder.In("results.jsonl"));
        known.Add(Some[2]);

        known.Add(Some[2] with { Cell = Some[2].Cell with { Recipe = Some[2].Cell.Recipe.With("steps", "7") } });

        Assert.Equal(2, known.Read().Count);
        Assert.Equal(2, known.Read().Select(e => e.Config).Distinct().Count());
    }

    [Fact]
    public void Disk_that_fails_at_any_call_leaves_the_file_before_or_after()
    {
        using var folder = new TemporaryFolder();
        var path = folder.In("results.jsonl");
        new KnownResults(path).Add(Some[2]);
        var (before, failures) = (File.ReadAllText(path), 0);
        for (var call = 1; File.ReadAllText(path) == before; call++)
        {
            var wrong = Record.Exception(() => new KnownResults(path, new FaultyDisk(call, Fault.ShortWrite)).Add(Some));

            failures += wrong is InputException ? 1 : 0;
            Assert.Contains(new KnownResults(path).Read().Count, (int[])[1, 3]);
            Assert.True(call < 20);
        }

        Assert.True(failures >= 3);
        Assert.Equal(3, new KnownResults(path).Read().Count);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"cell\":\"x\"}")]
    public void Line_that_is_no_result_is_named(string line)
    {
        using var folder = new TemporaryFolder();
        var known = new KnownResults(folder.In("results.jsonl"));
        known.Add(Some[2]);
        File.AppendAllText(known.Path, line + "\n");

        var wrong = Assert.Throws<InputException>(known.Read);

        Assert.StartsWith($"{known.Path} line 2: expected the result of a cell, found ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_says_how_many_of_its_seeds_were_run()
    {
        var missing = Some[0] with { Evaluation = null };
        CellResult[] none = [Results.Good("tms-5-2", "apd", 0) with { Evaluation = null }];

        var report = GridReport.Of([Some[2], missing, .. none], "target", "method");
        var page = ReportMarkdown.Of(report);

        Assert.Contains("| t | b | 1 of 2 | 1 |", page, StringComparison.Ordinal);
        Assert.Contains("| recovered 1 of 1 |", page, StringComparison.Ordinal);
        Assert.Contains("| tms-5-2 | apd | 0 of 1 | published 0.998 ± 0.000 |", page, StringComparison.Ordinal);
        Assert.Contains("| not run |", page, StringComparison.Ordinal);
        Assert.Contains("\nOf 3 cells 0 come from earlier sessions; 2 were not run.\n", page, StringComparison.Ordinal);
        Assert.Empty(report.Misses(report.Rows[1]));
        Assert.Contains("t-b-seed1,t,b,1,,,", ReportTables.Csv(report), StringComparison.Ordinal);
        Assert.Contains(",not run\n", ReportTables.Csv(report), StringComparison.Ordinal);
        Assert.Equal(1, (int)ReportTables.Json(report)["rows"]![0]!["ran"]!);
    }
}
