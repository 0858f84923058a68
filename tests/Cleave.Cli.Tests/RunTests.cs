using System.Text.Json;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Cli.Tests;

[Trait("speed", "slow")]
public sealed class RunTests(ShortRun run) : IClassFixture<ShortRun>
{
    private static readonly string[] EvaluationNames =
    [
        "run", "step", "verdict", "reconstruction", "pgd", "zero_ablation", "l0", "alive", "subcomponents", "faithfulness",
        "mmcs", "ml2r", "mmcs_alive", "ml2r_alive", "pattern_error", "pattern_error_strict", "mechanisms", "oracle_l0", "noise", "convergence", "sites",
    ];

    [Fact]
    public void Decompose_writes_one_document_with_stable_names_and_progress_elsewhere()
    {
        using var document = JsonDocument.Parse(run.Made.Out);

        Assert.Equal(0, run.Made.Code);
        Assert.Equal([.. EvaluationNames, "figures"], document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Contains("step 6/6", run.Made.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_gives_the_same_numbers()
    {
        var outcome = CommandLine.Run("evaluate", run.Folder, "--threads", "2", "--json");

        using var document = JsonDocument.Parse(outcome.Out);
        using var made = JsonDocument.Parse(run.Made.Out);
        Assert.Equal(EvaluationNames, document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.All(EvaluationNames, name => Assert.Equal(made.RootElement.GetProperty(name).GetRawText(), document.RootElement.GetProperty(name).GetRawText()));
        Assert.Equal(["name", "subcomponents", "l0", "l0_above_0.1", "alive", "faithfulness", "mmcs", "ml2r", "mmcs_alive", "ml2r_alive",
            "pattern_error", "pattern_error_strict", "mechanisms", "oracle_l0", "mean_importance"],
            document.RootElement.GetProperty("sites")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["2", "4"], document.RootElement.GetProperty("pgd").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Evaluate_prints_tables()
    {
        var outcome = CommandLine.Run("evaluate", run.Folder);

        Assert.Equal(0, outcome.Code);
        Assert.All(["unmasked", "PGD, 4 steps", "zero ablation", "MMCS", "linear2"], text => Assert.Contains(text, outcome.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("\u001b", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Decompose_again_finds_the_run_finished()
    {
        var outcome = CommandLine.Run(run.Arguments);

        Assert.Equal(0, outcome.Code);
        Assert.StartsWith("Continuing at step 6", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("step 6/6", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("one-hot-importance.svg", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_cannot_be_continued_elsewhere_or_otherwise()
    {
        Assert.Equal((2, $"cleave: --out x: the run {run.Folder} is continued in its own folder, leave --out away."), Short(CommandLine.Run("decompose", run.Folder, "--out", "x")));
        Assert.Contains("found changes (seed: 3 -> 4)", CommandLine.Run("decompose", run.Folder, "--seed", "4").Error, StringComparison.Ordinal);

        static (int, string) Short(Outcome outcome) => (outcome.Code, outcome.Error.TrimEnd());
    }

    [Fact]
    public void Figures_are_where_the_document_says()
    {
        using var document = JsonDocument.Parse(run.Made.Out);

        var figures = document.RootElement.GetProperty("figures").EnumerateArray().Select(f => f.GetString()!).ToArray();

        Assert.Equal(["losses.svg", "l0.svg", "mean-importance.svg", "one-hot-importance.svg", "vectors-linear1.svg", "vectors-linear2.svg"], figures.Select(Path.GetFileName));
        Assert.All(figures, f => Assert.True(File.Exists(f) && File.Exists(Path.ChangeExtension(f, ".csv"))));
    }

    [Fact]
    public void Runs_info_and_verify_know_the_run()
    {
        using var runs = JsonDocument.Parse(CommandLine.Run("runs", run.Runs, "--json").Out);
        using var info = JsonDocument.Parse(CommandLine.Run("info", run.Folder, "--json").Out);
        using var verify = JsonDocument.Parse(CommandLine.Run("verify", run.Folder, "--json").Out);

        Assert.Equal("finished", runs.RootElement.GetProperty("runs")[0].GetProperty("status").GetString());
        Assert.Equal(["linear1", "linear2"], info.RootElement.GetProperty("sites").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        var count = RecipeFile.OfName("tms-5-2").Config.Sites[0].Count;
        Assert.Equal(count, info.RootElement.GetProperty("sites")[0].GetProperty("subcomponents").GetInt32());
        Assert.True(verify.RootElement.GetProperty("intact").GetBoolean());
        Assert.Contains("tms-5-2", CommandLine.Run("runs", run.Runs).Out, StringComparison.Ordinal);
        Assert.Contains("linear1", CommandLine.Run("info", run.Folder).Out, StringComparison.Ordinal);
        Assert.Contains("good     run.json", CommandLine.Run("verify", run.Folder).Out, StringComparison.Ordinal);
    }
}
