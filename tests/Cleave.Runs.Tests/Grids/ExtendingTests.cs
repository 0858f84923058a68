using Cleave.Models.Toys;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Cleave.Runs.Reports;
using Cleave.Runs.Tests.Folders;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

/// <summary>Does what docs/how-to/extend-the-suite.md says, with the page's own examples.</summary>
[Trait("speed", "slow")]
public sealed class ExtendingTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository(), "docs", "how-to", "extend-the-suite.md"));

    [Fact]
    public void New_method_and_new_target_are_a_file_and_a_line_each_up_to_a_row_of_the_report()
    {
        using var folder = new TemporaryFolder();
        using var watcher = new GridWatcher();
        // The page's line for the toy; what a line says, code must say again.
        var toy = new ToyKind("tms-3-2", () => new TmsToy(new TmsShape(3, 2, 0.1f, Steps: 5, Batch: 16, LearningRate: 1e-2f, ZeroBias: true)));
        var catalogue = (Catalogue.Shipped with { Toys = [.. ToyKinds.All, toy] })
            .WithMethod(new RecipeText("mine", Block("yaml", 0)))
            .WithTarget(new RecipeText("tms-3-2", Block("yaml", 1)));
        var cells = new GroundTruth { Catalogue = catalogue, Targets = ["tms-3-2"], Seeds = 2, Budget = Budget.Small }.Cells();

        var report = GridReport.Of(new Grid(folder.In("grid"), cells).Run(1, watcher, watcher.Stop), "target", "method");

        Assert.Equal(["tms-3-2 vpd", "tms-3-2 mine"], report.Rows.Select(r => string.Join(' ', r.Labels)));
        Assert.All(report.Rows, r => Assert.Equal((2, 2, 6, 0), (r.Cells.Count, r.Ran, r.Mechanisms, r.Failed.Count())));
        Assert.All(report.Rows, r => Assert.True(double.IsFinite(r[Measure.Named("mmcs")]!.Mean)));
        Assert.Contains("| tms-3-2 | mine | 2 |", ReportMarkdown.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_gives_the_line_that_registers_the_toy() => Assert.Equal(
        "new(\"tms-3-2\", () => new TmsToy(new TmsShape(3, 2, 0.1f, Steps: 5, Batch: 16, LearningRate: 1e-2f, ZeroBias: true)))\n", Block("csharp", 0));

    /// <summary>The content of a fenced block of the page.</summary>
    private static string Block(string language, int number) => Page.Split($"```{language}\n")[number + 1].Split("```")[0];

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cleave.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Cleave.slnx above {AppContext.BaseDirectory}.");
    }
}
