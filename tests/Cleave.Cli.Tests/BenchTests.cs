using System.Text.Json;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>A study that was worked through once, shared by the tests that look at it.</summary>
public sealed class ShortStudy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-bench-").FullName;

    public ShortStudy() => Made = CommandLine.Run([.. Arguments, "--json"]);

    internal Outcome Made { get; }

    public string Folder => Path.Combine(_folder, "study");

    public string Page => Path.Combine(_folder, "docs", "page.md");

    public string[] Arguments =>
    [
        "bench", "ground-truth", "--targets", "tms-5-2", "--methods", "spd,vpd", "--seeds", "2", "--budget", "small", "--out", Folder, "--docs", Page,
        "--workers", "2", "--set", "steps=4", "--set", "warm_up.steps=2", "--set", "data.batch=8", "--set", "evaluation.adversary_steps=[2]",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

[Trait("speed", "slow")]
public sealed class BenchTests(ShortStudy study) : IClassFixture<ShortStudy>
{
    [Fact]
    public void Study_writes_one_document_and_progress_elsewhere()
    {
        using var document = JsonDocument.Parse(study.Made.Out);
        var rows = document.RootElement.GetProperty("rows");

        Assert.Equal(0, study.Made.Code);
        Assert.Equal(["tms-5-2 spd", "tms-5-2 vpd"], rows.EnumerateArray().Select(r => $"{r.GetProperty("target")} {r.GetProperty("method")}"));
        Assert.True(rows[0].GetProperty("published")[0].GetProperty("missed").GetBoolean());
        Assert.Contains("[4/4] ", study.Made.Error, StringComparison.Ordinal);
        Assert.All(document.RootElement.GetProperty("files").EnumerateArray(), f => Assert.True(File.Exists(f.GetString())));
    }

    [Fact]
    public void Page_links_its_figure()
    {
        Assert.Contains("**misses**", File.ReadAllText(study.Page), StringComparison.Ordinal);
        Assert.Contains("](images/ground-truth.svg)", File.ReadAllText(study.Page), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(study.Page)!, "images", "ground-truth.svg")));
    }

    [Fact]
    public void Study_again_trains_nothing_and_writes_the_same()
    {
        var page = File.ReadAllText(study.Page);

        var outcome = CommandLine.Run(study.Arguments);

        Assert.Equal(0, outcome.Code);
        Assert.DoesNotContain("Starting", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Continuing", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("tms-5-2", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(page, File.ReadAllText(study.Page));
    }

    [Fact]
    public void Results_file_replaces_the_run_folders()
    {
        var file = Path.Combine(Path.GetDirectoryName(study.Folder)!, "results", "ground-truth.jsonl");
        var elsewhere = study.Folder + "-elsewhere";
        Assert.Equal(0, CommandLine.Run([.. study.Arguments, "--results", file]).Code);

        string[] more = [.. study.Arguments.Select(a => a == study.Folder ? elsewhere : a == study.Page ? elsewhere + ".md" : a), "--results", file, "--only-known"];
        more[Array.IndexOf(more, "--seeds") + 1] = "3";
        var moved = CommandLine.Run(more);

        Assert.Equal(0, moved.Code);
        Assert.Equal(["tms-5-2-spd-seed0", "tms-5-2-spd-seed1", "tms-5-2-vpd-seed0", "tms-5-2-vpd-seed1"],
            File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("cell").GetString()));
        Assert.Matches("Of 6 cells 4 come from earlier sessions [(]code .+[)]; 2 were not run[.]", string.Join(' ', moved.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("| tms-5-2 | vpd | 2 of 3 |", File.ReadAllText(Path.Combine(elsewhere, "ground-truth.md")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(elsewhere));
    }

    [Fact]
    public void Changed_settings_are_refused()
    {
        var outcome = CommandLine.Run([.. study.Arguments, "--set", "steps=5"]);

        Assert.Equal(2, outcome.Code);
        Assert.Contains("found changes (steps: 4 -> 5)", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_study_says_how_to_go_on()
    {
        using var error = new StringWriter();
        var terminal = new Terminal { Out = TextWriter.Null, Error = error, IsInteractive = false, Stop = new CancellationToken(canceled: true) };

        var code = Application.Run([.. study.Arguments.Select(a => a == study.Folder ? study.Folder + "-other" : a)], terminal);

        Assert.Equal(130, code);
        Assert.Contains("is saved, and the same command goes on.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cleave: --budget huge: expected small or full, found neither; correct it.", "--budget", "huge")]
    [InlineData("cleave: --seeds must be from 1 to 1024 but is 0. See 'cleave bench ground-truth --help'.", "--seeds", "0")]
    [InlineData("cleave: --set steps: expected key=value, found no key or no '='; write for example --set steps=2000.", "--set", "steps")]
    public void Wrong_options_are_refused(string message, params string[] options)
    {
        var outcome = CommandLine.Run(["bench", "ground-truth", .. options]);

        Assert.Equal((2, message), (outcome.Code, outcome.Error.TrimEnd()));
    }
}
