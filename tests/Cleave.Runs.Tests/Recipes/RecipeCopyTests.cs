using System.Text.Json;
using Cleave.Formats;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

/// <summary>What a user gets to copy is one complete file that says the same as the recipe's name.</summary>
public sealed class RecipeCopyTests
{
    public static TheoryData<string> Names => [.. RecipeList.Names(Catalogue.Shipped)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Copy_of_a_recipe_is_complete_commented_and_the_same(string name)
    {
        var (copy, named) = (RecipeFile.Parse(Catalogue.Shipped.File(name), "mine.yaml"), RecipeFile.OfName(name));

        Assert.Equal(named.Text, copy.Text);
        Assert.Equal(JsonSerializer.Serialize(named.Config), JsonSerializer.Serialize(copy.Config));
    }

    [Fact]
    public void Comments_explain_keys_once_and_come_from_the_declarations()
    {
        var lines = Catalogue.Shipped.File("tms-5-2").Split('\n');

        Assert.Contains("threads: 0  # 0: all cores; results do not depend on it", lines);
        Assert.Contains("        start: 0.01  # The value after the warm-up", lines);
        Assert.Contains("      start: 1.2e-2", lines);
        Assert.Contains("    masks: stochastic  # Uniform between the importance and 1", lines);
        Assert.Contains("seed: 0", lines);
        Assert.All(lines.Where(l => l.Contains("  # ", StringComparison.Ordinal)).GroupBy(l => l.Split("  # ")[1]), g => Assert.Single(g));
    }

    [Fact]
    public void List_has_a_line_for_every_recipe_with_a_title_and_a_time()
    {
        var lines = RecipeList.Of(Catalogue.Shipped);

        Assert.Equal(lines.Count, lines.Select(l => l.Name).Distinct().Count());
        Assert.Equal(RecipeList.Names(Catalogue.Shipped).Count - Catalogue.Shipped.Targets.Count, lines.Count);
        Assert.All(lines, l => Assert.NotEqual("", l.What));
        Assert.All(lines, l => Assert.NotNull(l.Time));
        Assert.All(lines, l => Assert.Equal(l.Steps, RecipeFile.OfName(l.Name).Config.Steps));
    }

    [Fact]
    public void Copy_of_no_recipe_is_refused() =>
        Assert.StartsWith("tms: there is no such recipe", Assert.Throws<InputException>(() => Catalogue.Shipped.File("tms")).Message, StringComparison.Ordinal);
}
