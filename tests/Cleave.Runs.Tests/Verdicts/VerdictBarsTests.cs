using Cleave.Formats;
using Cleave.Runs.Recipes;
using Cleave.Runs.Verdicts;
using Xunit;

namespace Cleave.Runs.Tests.Verdicts;

public sealed class VerdictBarsTests
{
    public static TheoryData<string> Recipes => [.. from target in Catalogue.Shipped.Targets
                                                    from method in Catalogue.Shipped.MethodsOn(target.Name)
                                                    select $"{target.Name}/{method}", "stories"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Every_shipped_recipe_states_every_bar(string recipe)
    {
        var bars = RecipeFile.OfName(recipe).Config.Verdict;

        Assert.NotNull(bars);
        Assert.Equal(CheckKinds.All.Select(k => k.Name).Order(), bars.Checks.Keys.Order());
        Assert.NotNull(bars.Convergence);
    }

    [Fact]
    public void A_config_without_bars_is_read_as_before() => Assert.Null(RecipeFile.OfName("tms-5-2").Without("verdict").Config.Verdict);

    [Fact]
    public void A_check_may_be_left_out_but_must_be_stated()
    {
        var recipe = RecipeFile.OfName("tms-5-2");

        Assert.DoesNotContain("mmcs", recipe.With("verdict.mmcs", "none").Config.Verdict!.Checks.Keys);
        Assert.Null(recipe.With("verdict.convergence", "none").Config.Verdict!.Convergence);
        Assert.Contains("verdict.mmcs", Assert.Throws<InputException>(() => recipe.Without("verdict.mmcs").Config).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verdict.stochastic", "{ good: 0.2, usable: 0.1 }", "at least good, or none")]
    [InlineData("verdict.mmcs", "{ good: 0.8, usable: 0.9 }", "at most good, or none")]
    [InlineData("verdict.unmasked", "{ good: -1, usable: 0.1 }", "a number from 0")]
    [InlineData("verdict.convergence", "{ l0: 0, reconstruction: 0.1 }", "above 0")]
    [InlineData("verdict", "{ stochastik: none }", "stochastic")]
    public void Wrong_bars_are_refused_by_key(string key, string value, string said)
    {
        var refusal = Assert.Throws<InputException>(() => RecipeFile.OfName("tms-5-2").With(key, value).Config).Message;

        Assert.Contains(key, refusal, StringComparison.Ordinal);
        Assert.Contains(said, refusal, StringComparison.Ordinal);
    }
}
