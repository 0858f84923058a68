using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

/// <summary>What is made from the declarations and committed is current.</summary>
public sealed class RecipePagesTests
{
    [Fact]
    public void Schema_is_current() => Assert.Equal(RecipeSchema.Text, Committed("recipe.schema.json"));

    [Fact]
    public void Reference_is_current() => Assert.Equal(RecipeReference.Markdown, Committed("recipes.md"));

    private static string Committed(string name) => File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "reference", name));
}
