using System.Text.Json;
using Xunit;

namespace Cleave.Cli.Tests;

[Trait("speed", "slow")]
public sealed class AblationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cleave-ablation-").FullName;

    [Fact]
    public void Page_states_compute_changes_and_what_is_left_out()
    {
        var page = Path.Combine(_folder, "docs", "ablation.md");

        var outcome = CommandLine.Run(
        [
            "bench", "ablation", "--targets", "tms-40-10,stories", "--variants", "merged-pass,random-start,no-adversary,relative-faithfulness", "--seeds", "2", "--budget", "small",
            "--out", Path.Combine(_folder, "study"), "--docs", page, "--workers", "2", "--json", "--set", "steps=6", "--set", "data.batch=16",
            "--set", "data.held_out=32", "--set", "warm_up.steps=2", "--set", "evaluation.adversary_steps=[20]",
        ]);

        Assert.Equal(0, outcome.Code);
        using var document = JsonDocument.Parse(outcome.Out);
        Assert.Equal(["baseline 4 6", "merged-pass 3 8", "random-start 4 6", "no-adversary 1 24"],
            document.RootElement.GetProperty("rows").EnumerateArray().Select(r => $"{r.GetProperty("variant")} {r.GetProperty("passes")} {r.GetProperty("steps")}"));
        Assert.Contains("cleave: stories is left out: it needs --model and --text.", outcome.Error, StringComparison.Ordinal);
        var text = File.ReadAllText(page);
        Assert.Contains("| no-adversary | Stochastic masks alone, with the coefficient of both. | without `losses.adversarial`; ", text, StringComparison.Ordinal);
        Assert.Contains("| tms-40-10 | no-adversary | 1 | 24 | 2 |", text, StringComparison.Ordinal);
        Assert.Contains("relative-faithfulness is left out on tms-40-10: it is no change there.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("| muon |", text, StringComparison.Ordinal);
        AssertDifferences(document, File.ReadAllLines(Path.Combine(_folder, "study", "ablation-figure.csv")));
    }

    [Fact]
    public void Language_model_takes_part_when_model_and_text_are_given()
    {
        string[] arguments = ["bench", "ablation", "--targets", "stories", "--variants", "no-adversary", "--seeds", "1", "--budget", "small", "--out", Path.Combine(_folder, "stories"),
            "--model", SharedData.File("models", "stories260K", "stories260K.bin"), "--text", SharedData.File("text", "tinystories_1000.json"), "--workers", "2"];

        var outcome = CommandLine.Run(arguments);

        Assert.Equal(0, outcome.Code);
        Assert.Contains("| stories | no-adversary | 1 | 32 | 1 |", File.ReadAllText(Path.Combine(_folder, "stories", "ablation.md")), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The figure's numbers against those of the table: the mean of paired differences is the difference of the means.
    private static void AssertDifferences(JsonDocument report, string[] figure)
    {
        double[] l0 = [.. report.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("measures").GetProperty("l0").GetProperty("mean").GetDouble())];
        var drawn = figure.Where(l => l.StartsWith("tms-40-10: L0,random-start,value,", StringComparison.Ordinal))
            .Select(l => double.Parse(l[(l.LastIndexOf(',') + 1)..], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, drawn.Length);
        Assert.Equal(l0[2] - l0[0], drawn.Average(), 1e-9);
        Assert.DoesNotContain(figure, l => l.Contains("baseline,value", StringComparison.Ordinal));
        Assert.Contains(figure, l => l.StartsWith("tms-40-10: PGD-20,no-adversary,value,", StringComparison.Ordinal));
    }
}
