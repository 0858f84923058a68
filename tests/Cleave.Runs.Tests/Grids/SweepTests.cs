using System.Globalization;
using Cleave.Formats;
using Cleave.Runs.Grids;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Grids;

public sealed class SweepTests
{
    private static readonly RecipeFile Recipe = RecipeFile.OfName("tms-5-2");

    [Fact]
    public void Grid_takes_every_combination_and_seed()
    {
        var cells = Of(["steps=3,4", "data.batch=8,16"]) with { Seeds = 2 };

        var configs = cells.Cells().Select(c => (c["steps"], c["data.batch"], c["run seed"], c.Recipe.Config)).ToArray();

        Assert.Equal(
            [("3", "8", "0"), ("3", "8", "1"), ("3", "16", "0"), ("3", "16", "1"), ("4", "8", "0"), ("4", "8", "1"), ("4", "16", "0"), ("4", "16", "1")],
            configs.Select(c => (c.Item1, c.Item2, c.Item3)));
        Assert.All(configs, c => Assert.Equal((c.Item1, c.Item2, c.Item3), ($"{c.Config.Steps}", $"{c.Config.Data.Batch}", $"{c.Config.Seed}")));
    }

    [Fact]
    public void Longer_sweep_keeps_the_cells_of_a_shorter_one()
    {
        Assert.Subset(Of(["steps=3,4,5"]).Cells().Select(c => c.Name).ToHashSet(), Of(["steps=5,3"]).Cells().Select(c => c.Name).ToHashSet());
        Assert.Equal(Names(3), Names(9).Take(3));

        static IEnumerable<string> Names(int draws) => (Of(["steps=100..100000"]) with { Draws = draws }).Cells().Select(c => c.Name);
    }

    [Fact]
    public void Ranges_are_drawn_log_uniformly_within_their_bounds()
    {
        var axis = SweepAxis.Parse("optimizers.components.rate=1e-4..1e-2");

        var values = Enumerable.Range(0, 2000).Select(i => double.Parse(axis.Draw(0, i), CultureInfo.InvariantCulture)).ToArray();

        Assert.All(values, v => Assert.InRange(v, 1e-4, 1e-2));
        Assert.InRange(values.Count(v => v < 1e-3), 900, 1100);
        Assert.Equal(values[7], double.Parse(axis.Draw(0, 7), CultureInfo.InvariantCulture));
        Assert.All(Enumerable.Range(0, 50), i => Assert.InRange(int.Parse(SweepAxis.Parse("steps=3..9").Draw(0, i), CultureInfo.InvariantCulture), 3, 9));
        Assert.Equal(3, Enumerable.Range(0, 50).Select(i => SweepAxis.Parse("steps=1,2,3").Draw(0, i)).Distinct().Count());
    }

    [Fact]
    public void Commas_within_brackets_do_not_divide() => Assert.Equal(
        ["{ \"*\": 20, a: [1, 2] }", "[3, 4]", "5"], SweepAxis.Parse("sites={ \"*\": 20, a: [1, 2] }, [3, 4] ,5").Values);

    [Theory]
    [InlineData("steps", "--over steps: expected key=v1,v2,.. or key=low..high")]
    [InlineData("steps=", "--over steps=: expected key=v1,v2,.. or key=low..high")]
    [InlineData("steps=1,,2", "--over steps=1,,2: expected values divided by commas")]
    [InlineData("steps=1,1", "--over steps=1,1: expected values divided by commas")]
    [InlineData("steps=9..3", "--over steps=9..3: expected a range low..high")]
    [InlineData("steps=1..9", "--over steps: a range needs random draws")]
    [InlineData("stepz=1,9", "--set stepz: there is no such key, did you mean 'steps'?")]
    public void Mistakes_are_named(string over, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => Of([over]).Cells()).Message, StringComparison.Ordinal);

    [Fact]
    public void Key_given_twice_is_refused() => Assert.StartsWith("--over steps: the key is given twice",
        Assert.Throws<InputException>(() => Of(["steps=1", "steps=2"]).Cells()).Message, StringComparison.Ordinal);

    private static Sweep Of(IReadOnlyList<string> over) => new() { Recipe = Recipe, Axes = [.. over.Select(SweepAxis.Parse)] };
}
