using System.Text.Json;
using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Initialisation;
using Cleave.Runs.Recipes;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

public sealed class RecipeFileTests
{
    public static TheoryData<string> Shipped => [.. Catalogue.Shipped.Names];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Shipped_recipe_is_named_like_its_file_and_survives_a_round_trip(string name)
    {
        var recipe = RecipeFile.OfName(name);

        var again = RecipeFile.Parse(recipe.Text, "config.yaml");

        Assert.Equal(name, recipe.Config.Name);
        Assert.Equal(recipe.Text, again.Text);
        Assert.Equal(JsonSerializer.Serialize(recipe.Config), JsonSerializer.Serialize(again.Config));
    }

    [Theory]
    [InlineData("random", typeof(RandomInitialisation))]
    [InlineData("aligned", typeof(AlignedInitialisation))]
    [InlineData("stacked", typeof(StackedInitialisation))]
    [InlineData("exact", typeof(ExactInitialisation))]
    public void Every_initialisation_can_be_named(string kind, Type type) =>
        Assert.IsType(type, RecipeFile.OfName("tms-5-2").With("initialisation", kind).Config.Initialisation);

    [Fact]
    public void Schedules_are_read_in_both_forms()
    {
        var recipe = RecipeFile.OfName("tms-5-2")
            .With("losses.minimality.coefficient", "{ start: 0.5, shape: linear, final: 0.25, warm_up: 0.125, end: 1 }")
            .With("losses.stochastic.coefficient", "2");

        Assert.Equal(new Schedule(0.5f, ScheduleShape.Linear, 0.25f, 0.125f), Term(recipe, "minimality").Coefficient);
        Assert.Equal(new Schedule(2f), Term(recipe, "stochastic").Coefficient);
    }

    [Fact]
    public void Adversary_keys_follow_its_kind_and_scope()
    {
        var recipe = RecipeFile.OfName("tms-5-2")
            .With("losses.adversarial.adversary", "{ kind: fresh, scope: repeated, repeated: 4, delta: false, rate: 0.1, inner_ascents: 10 }");

        var adversary = ((ReconstructionSettings)Term(recipe, "adversarial").Settings).Masks;

        Assert.Equal(new AdversarySettings("fresh", SourceScope.Repeated, 4, new Schedule(0.1f), 10, 0, 0, false), adversary);
    }

    [Fact]
    public void Rounded_masks_take_a_threshold()
    {
        var recipe = RecipeFile.OfName("tms-5-2")
            .With("losses.stochastic", "{ kind: reconstruction, coefficient: 1, masks: rounded, threshold: 0.5, routing: one-at-a-time }");

        Assert.Equal(new ReconstructionSettings(new RoundedSettings(0.5f), "one-at-a-time"), Term(recipe, "stochastic").Settings);
    }

    [Fact]
    public void Merged_masks_take_a_share_and_an_adversary_and_pooled_sources_a_number_of_particles()
    {
        var recipe = RecipeFile.OfName("tms-5-2").With("losses.stochastic", "{ kind: reconstruction, coefficient: 1, masks: merged, share: 0.25, routing: subset, "
            + "adversary: { kind: persistent, scope: pooled, particles: 8, rate: 0.02, inner_ascents: 2, beta1: 0.01, beta2: 0.99, delta: true } }");

        Assert.Equal(
            new ReconstructionSettings(new MergedSettings(0.25f, new AdversarySettings("persistent", SourceScope.Pooled, 1, new Schedule(0.02f), 2, 0.01f, 0.99f, true, 8)), "subset"),
            Term(recipe, "stochastic").Settings);
    }

    [Fact]
    public void Penalties_and_estimators_are_read_by_their_kind()
    {
        var recipe = RecipeFile.OfName("tms-5-2")
            .With("losses.minimality", "{ kind: frequency, coefficient: 1, penalty: { kind: smooth-l0, width: { from: 1, to: 0.01, begin: 0, end: 0.9 }, normalise_at_one: true }, "
                + "reference_count: 32768, estimator: average, half_life: 200 }");

        Assert.Equal(new FrequencySettings(new SmoothL0Settings(new Anneal(1f, 0.01f, 0f, 0.9f), true), 32768, 200f), Term(recipe, "minimality").Settings);
    }

    [Fact]
    public void Text_with_quotes_and_backslashes_survives()
    {
        var recipe = RecipeFile.OfName("stories").WithText("data.text", "a \"b\" \\c: #d");

        Assert.Equal("a \"b\" \\c: #d", RecipeFile.Parse(recipe.Text, "config.yaml").Config.Data.Text);
    }

    private static TermConfig Term(RecipeFile recipe, string name) => recipe.Config.Losses.Single(t => t.Name == name);
}
