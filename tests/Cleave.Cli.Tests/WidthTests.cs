using Cleave.Cli.Views;
using Cleave.Decomposition.Evaluation;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;
using Cleave.Runs.Reports.Tables;
using Xunit;

namespace Cleave.Cli.Tests;

/// <summary>Every view at every width: no line is longer, the key of a row is always there, and nothing is folded to fewer than four letters.</summary>
public sealed class WidthTests
{
    private const string LongName = "a-run-folder-whose-name-is-longer-than-any-narrow-terminal-is-wide-seed0";

    public static TheoryData<string, int> Views => new(
        from view in (string[])["toy", "language", "runs", "study", "sweep", "info"]
        from width in (int[])[60, 80, 120, 200]
        select (view, width));

    public static TheoryData<string, int> Helps => new(
        from verb in (string[])["", "decompose", "evaluate", "runs", "info", "verify", "sample", "sweep", "bench", "bench ground-truth", "bench ablation"]
        from width in (int[])[60, 80, 120, 200]
        select (verb, width));

    [Theory]
    [MemberData(nameof(Views))]
    public void View_keeps_to_its_width_and_keeps_its_keys(string view, int width)
    {
        var blocks = Blocks(view);

        var text = Drawn(blocks, width);

        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd('\r').Length, 0, width));
        foreach (var table in blocks.OfType<ReportTable>())
        {
            var fit = TableFit.Of(table, width, 2, t => t.Length);
            Assert.All(table.Columns.Index().Where(c => c.Item.Priority == 0), c => Assert.Contains(c.Index, fit.Shown));
            Assert.All(fit.Shown.Zip(fit.Widths), c => Assert.True(c.Second >= Math.Min(TableFit.FewestLetters, Widest(table, c.First)), $"{table.Columns[c.First].Name} is {c.Second} wide"));
            Assert.All(table.AllRows, row => Assert.Contains(row[0].Text[..TableFit.FewestLetters], text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Helps))]
    public void Help_keeps_to_its_width(string verb, int width)
    {
        var outcome = CommandLine.Run(width, [.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        // An example is one line that can be copied.
        var lines = outcome.Out.Split('\n').TakeWhile(l => !l.StartsWith("Example:", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
    }

    [Fact]
    public void Narrow_table_leaves_out_what_matters_least_and_says_so()
    {
        Assert.Equal("""
            run                   status      step  results
            ────────────────────  ───────  ───────  ─────────────────────
            stories-stories260K-  running  5 / 100  kl 0.5  not converged
            seed0
            Left out for want of room: recipe, updated.
            """, Trimmed(Drawn(RunsPage.Of([Run("stories-stories260K-seed0")]), 61)));
    }

    [Fact]
    public void Wide_table_shows_everything()
    {
        Assert.Equal("""
            run                        recipe    status      step  updated           results
            ─────────────────────────  ────────  ───────  ───────  ────────────────  ─────────────────────
            stories-stories260K-seed0  a/recipe  running  5 / 100  2026-01-02 03:04  kl 0.5  not converged
            """, Trimmed(Drawn(RunsPage.Of([Run("stories-stories260K-seed0")]), 120)));
    }

    private static string Drawn(IReadOnlyList<Block> blocks, int width)
    {
        using var output = new StringWriter();
        var terminal = new Terminal { Out = output, Error = TextWriter.Null, IsInteractive = false, Stop = CancellationToken.None, Width = width };
        TerminalPage.Write(terminal.Console(), blocks);
        return output.ToString();
    }

    private static string Trimmed(string text) => string.Join("\n", text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).TrimEnd();

    private static int Widest(ReportTable table, int column) => table.AllRows.Max(r => r[column].Text.Length);

    private static IReadOnlyList<Block> Blocks(string view) => view switch
    {
        "toy" => EvaluationPage.Of(Evaluation(["linear1", "linear2"], toy: true)),
        "language" => EvaluationPage.Of(Evaluation([.. Enumerable.Range(0, 40).Select(i => $"layers.{i}.feed_forward.w1")], toy: false)),
        "runs" => RunsPage.Of([Run("short"), Run(LongName), new RunSummary(LongName, null, $"{LongName}/run.json: expected a run description, found none; restore the file or start a new run.")]),
        "info" => new Description("llama", [("path", $"/home/somebody/{LongName}/model.safetensors"), ("parameters", 12345678L)], "sites",
            [.. Enumerable.Range(0, 3).Select(i => new DescribedPart($"layers.{i}.feed_forward.{LongName}", [768, 3072], 64))]).Page(),
        "study" => ReportSummary.Of(Study("target", "variant", "passes", "steps")),
        _ => ReportSummary.Of(Study("losses.minimality.coefficient", "sites")),
    };

    private static RunSummary Run(string name) => new(Path.Combine("runs", name), new RunInfo
    {
        Name = name,
        Recipe = "a/recipe",
        TotalSteps = 100,
        Step = 5,
        Updated = new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 2))),
        CodeVersion = "x",
        Headline = new Dictionary<string, double> { ["kl"] = 0.5, [RunEvaluation.Converged] = 0 },
    }, null);

    private static GridReport Study(params string[] labels)
    {
        var recipe = RecipeFile.OfName("tms-5-2");
        var cells = Enumerable.Range(0, 6).Select(i => new Cell($"cell-{i}", recipe, labels.ToDictionary(l => l, l => $"value-of-{l}-{i / 2}")));
        return GridReport.Of([.. cells.Select((c, i) => new CellResult(c, new RunFolder(c.Name), i == 5 ? null : Evaluation(["linear1"], toy: true), 12.5,
            i == 5 ? "Step 3: importance_collapse; the last checkpoint is intact." : null))], labels);
    }

    private static EvaluationDocument Evaluation(IReadOnlyList<string> sites, bool toy) => new()
    {
        Step = 1234,
        Reconstruction = new Dictionary<string, ModeResult>
        {
            ["unmasked"] = toy ? new ModeResult { Mse = 1.25e-5f } : new ModeResult { Kl = 0.125f, Ce = 2.5f },
            ["stochastic"] = toy ? new ModeResult { Mse = 0.5f } : new ModeResult { Kl = 0.25f, Ce = 3.5f },
        },
        Pgd = new Dictionary<int, float> { [20] = 1.5f, [80] = 2.5f },
        ZeroAblation = 20,
        L0 = 1234.5f,
        Alive = 4142,
        Subcomponents = 4160,
        Faithfulness = 1.25e-7f,
        Mmcs = toy ? 0.9996 : null,
        Ml2r = toy ? 0.1114 : null,
        PatternError = toy ? 882 : null,
        PatternErrorStrict = toy ? 910 : null,
        Scores = toy ? new Dictionary<string, double> { ["a_score_with_a_long_name_that_says_much"] = 0.5 } : null,
        Sites = [.. sites.Select(s => new SiteReport
        {
            Name = s,
            Subcomponents = 200,
            L0 = 196.625f,
            L0Above01 = 190,
            Alive = 198,
            Faithfulness = 7.81e-4f,
            Mmcs = toy ? 0.9996 : null,
            Ml2r = toy ? 0.1114 : null,
            PatternError = toy ? 882 : null,
            PatternErrorStrict = toy ? 910 : null,
            MeanImportance = [0.5f],
        })],
    };
}
