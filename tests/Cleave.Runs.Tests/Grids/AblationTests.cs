using Cleave.Formats;
using Cleave.Runs.Folders;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

public sealed class AblationTests
{
    private static readonly Ablation WithModel = new() { Seeds = 1, Targets = ["tms-5-2", "tms-40-10", "stories"], Model = "m.bin", Text = "t.txt" };

    [Fact]
    public void Grid_is_targets_by_variants_by_seeds_with_the_baseline_always()
    {
        var cells = new Ablation { Targets = ["tms-40-10"], Variants = ["no-adversary"], Seeds = 2, Changes = [("steps", "30")] }.Cells();

        Assert.Equal(["tms-40-10-baseline-seed0", "tms-40-10-baseline-seed1", "tms-40-10-no-adversary-seed0", "tms-40-10-no-adversary-seed1"], cells.Select(c => c.Name));
        Assert.Equal([("4", "30"), ("4", "30"), ("1", "120"), ("1", "120")], cells.Select(c => (c["passes"], c["steps"])));
        Assert.All(cells, c => Assert.Equal((c["steps"], c["seed"]), ($"{c.Recipe.Config.Steps}", $"{c.Recipe.Config.Seed}")));
    }

    [Fact]
    public void Every_variant_is_a_whole_config_that_changes_only_what_it_says()
    {
        var named = AblationTable.Variants.ToDictionary(v => v.Name);
        var cells = WithModel.Cells();

        Assert.Equal(named.Keys.Order(), cells.Select(c => c["variant"]).Distinct().Order());
        foreach (var cell in cells.Where(c => c["variant"] != AblationTable.Baseline))
        {
            var baseline = cells.Single(c => c["target"] == cell["target"] && c["variant"] == AblationTable.Baseline);
            _ = cell.Recipe.Config;
            var changed = ConfigDrift.Compare(baseline.Recipe.Text, cell.Recipe.Text).Select(c => c.Key).Where(k => k != "steps").ToArray();

            Assert.NotEmpty(changed);
            Assert.All(changed, key => Assert.Contains(named[cell["variant"]].Changes, c => key == c.Key || key.StartsWith(c.Key + ".", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Steps_make_the_passes_through_the_target_equal()
    {
        var cells = WithModel.Cells();

        foreach (var target in cells.GroupBy(c => c["target"]))
        {
            var compute = target.ToDictionary(c => c["variant"], c => (Passes: Passes.PerStep(c.Recipe.Config), c.Recipe.Config.Steps));
            var (passes, steps) = compute[AblationTable.Baseline];
            Assert.All(compute.Values, v => Assert.InRange(v.Passes * v.Steps, (passes * steps) - v.Passes, (passes * steps) + v.Passes));
        }

        Assert.Equal(["4", "3", "3", "1"], Passed("tms-40-10"));
        Assert.Equal(["8", "7", "7", "1"], Passed("stories"));

        IEnumerable<string> Passed(string target) => ((string[])["baseline", "merged-pass", "one-ascent", "no-adversary"])
            .Select(v => cells.Single(c => c["target"] == target && c["variant"] == v)["passes"]);
    }

    [Fact]
    public void Coefficients_follow_the_target()
    {
        var coefficients = WithModel.Cells().Where(c => c["variant"] == "own-frequency")
            .Select(c => (c["target"], c.Recipe.Config.Losses.Single(l => l.Name == "frequency").Coefficient.Start));

        Assert.Equal([("tms-5-2", 3e-4f), ("tms-40-10", 3e-5f), ("stories", 3e-4f)], coefficients);
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        Assert.Equal(
            [
                "stories is left out: it needs --model and --text.", "relative-faithfulness is left out on tms-40-10: it is no change there.",
                "exact-start is left out on tms-40-10: it is no change there.", "muon is left out on tms-40-10: it is no change there.",
            ],
            new Ablation { Targets = ["tms-40-10", "stories"] }.LeftOut);
        Assert.Equal(
            [
                "global-faithfulness is left out on stories: it is no change there.", "exact-start is left out on stories: it is no change there.",
                "adamw is left out on stories: it is no change there.", "adamw-fast is left out on stories: it is no change there.",
                "no-folding is left out on stories: it is no change there.",
            ],
            (WithModel with { Targets = ["stories"] }).LeftOut);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.StartsWith("--targets nope: there is no such target, choose among ", Message(() => new Ablation { Targets = ["nope"] }.Cells()), StringComparison.Ordinal);
        Assert.StartsWith("--variants nope: there is no such variant, choose among baseline, ", Message(() => new Ablation { Variants = ["nope"] }.Cells()), StringComparison.Ordinal);
        Assert.Equal("--targets: nothing is left to run. stories is left out: it needs --model and --text.", Message(() => new Ablation { Targets = ["stories"] }.Cells()));
        Assert.Equal("losses.stochastic-layerwise: expected a loss whose passes through the target can be counted, found reconstruction; "
            + "use routing all or subset, or count its passes in Passes.", Message(() => Passes.PerStep(RecipeFile.OfName("tms-5-2/spd").Config)));
        Assert.Equal("variant odd: the config has no key nowhere to take a value from; add it.",
            Message(() => new Variant("odd", "", new VariantChange("steps", "<2 * nowhere>")).On(RecipeFile.OfName("tms-5-2"))!));
        Assert.Equal("variant odd: name must be a number to be multiplied but is tms-5-2; write a number.",
            Message(() => new Variant("odd", "", new VariantChange("steps", "<2 * name>")).On(RecipeFile.OfName("tms-5-2"))!));
    }

    private static string Message(Func<object> act) => Assert.Throws<InputException>(act).Message;
}
