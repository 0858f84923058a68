using Cleave.Formats;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

public sealed class GroundTruthTests
{
    [Fact]
    public void Grid_is_targets_by_methods_by_seeds()
    {
        var cells = new GroundTruth { Targets = ["tms-40-10", "tms-5-2"], Methods = ["vpd", "spd"], Seeds = 2, Changes = [("steps", "7")] }.Cells();

        Assert.Equal(
            ["tms-40-10-spd-seed0", "tms-40-10-spd-seed1", "tms-40-10-vpd-seed0", "tms-40-10-vpd-seed1",
                "tms-5-2-spd-seed0", "tms-5-2-spd-seed1", "tms-5-2-vpd-seed0", "tms-5-2-vpd-seed1"],
            cells.Select(c => c.Name));
        Assert.Equal(("tms-40-10", "spd", "1"), (cells[1]["target"], cells[1]["method"], cells[1]["seed"]));
        Assert.All(cells, c => Assert.Equal(7, c.Recipe.Config.Steps));
        Assert.Equal(1UL, cells[1].Recipe.Config.Seed);
    }

    [Fact]
    public void Everything_is_included_unless_named()
    {
        var cells = new GroundTruth { Seeds = 1, Budget = Budget.Small }.Cells();

        Assert.Equal(Catalogue.Shipped.Methods.Select(m => m.Name).Order(), cells.Select(c => c["method"]).Distinct().Order());
        Assert.Equal(Catalogue.Shipped.Targets.Select(t => t.Name), cells.Select(c => c["target"]).Distinct());
    }

    [Fact]
    public void Unknown_names_are_refused()
    {
        Assert.StartsWith("nope: there is no such target", Assert.Throws<InputException>(() => new GroundTruth { Targets = ["nope"] }.Cells()).Message, StringComparison.Ordinal);
        Assert.StartsWith("--methods nope: there is no such method", Assert.Throws<InputException>(() => new GroundTruth { Methods = ["nope"] }.Cells()).Message, StringComparison.Ordinal);
    }
}
