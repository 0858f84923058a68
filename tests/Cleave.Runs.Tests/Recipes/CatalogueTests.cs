using Cleave.Formats;
using Cleave.Runs.Recipes;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

public sealed class CatalogueTests
{
    private static readonly RecipeText Plain = new("mine", RecipeFile.OfName("tms-5-2").With("name", "mine").Text);

    public static TheoryData<string> Combinations =>
        [.. Catalogue.Shipped.Targets.SelectMany(t => Catalogue.Shipped.MethodsOn(t.Name).Select(m => $"{t.Name}/{m}"))];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Every_method_composes_with_every_target_it_is_named_on(string name)
    {
        foreach (var budget in Enum.GetValues<Budget>())
        {
            var config = Catalogue.Shipped.Recipe(name, budget).Config;

            Assert.Equal(name.EndsWith($"/{Catalogue.DefaultMethod}", StringComparison.Ordinal) ? name.Split('/')[0] : name, config.Name);
            Assert.Equal(name.Split('/')[0], config.Target.Toy is null ? name.Split('/')[0] : config.Target.Kind);
        }
    }

    [Fact]
    public void Method_files_are_complete_configs_of_their_own() =>
        Assert.All(Catalogue.Shipped.Methods, method => Assert.Equal(method.Name, RecipeFile.Parse(method.Text, method.Name).Config.Name));

    [Fact]
    public void Target_by_itself_is_the_default_method() =>
        Assert.Equal(RecipeFile.OfName($"tms-40-10/{Catalogue.DefaultMethod}").Text, RecipeFile.OfName("tms-40-10").Text);

    [Fact]
    public void Changes_are_laid_over_each_other_in_order()
    {
        var catalogue = new Catalogue().WithMethod(Plain).WithTarget(new RecipeText("there", """
            every-method:
              target: { kind: tms-40-10 }
              steps: 20
              data.batch: 30
            methods:
              mine: { data.batch: 40, "sites": { "linear*": 7 } }
            small:
              every-method: { steps: 2, data.held_out: 5 }
              methods:
                mine: { data.held_out: 6 }
            """));

        var (full, small) = (catalogue.Compose("there", "mine", Budget.Full).Config, catalogue.Compose("there", "mine", Budget.Small).Config);

        Assert.Equal(("there/mine", "tms-40-10", 20, 40), (full.Name, full.Target.Kind, full.Steps, full.Data.Batch));
        Assert.Equal([("linear*", 7)], full.Sites.Select(s => (s.Pattern, s.Count)));
        Assert.Equal((2, 40, 6), (small.Steps, small.Data.Batch, small.Data.HeldOut));
    }

    [Theory]
    [InlineData("nowhere/mine", "nowhere: there is no such target, choose one of here.")]
    [InlineData("here/other", "other: there is no such method, choose one of mine, yours.")]
    [InlineData("here/yours", "here/yours: the target here has no settings for that method, choose one of mine.")]
    [InlineData("here/mine/x", "here/mine/x: there is no such recipe, choose one of here; or TARGET/METHOD with mine, yours.")]
    [InlineData("odd/mine", "target odd line 1: stepz: there is no such key, did you mean 'steps'?")]
    public void Mistakes_are_named(string name, string message)
    {
        var catalogue = new Catalogue().WithMethod(Plain).WithMethod(Plain with { Name = "yours" }).WithTarget(Target("here", "{}"));
        catalogue = name.StartsWith("odd", StringComparison.Ordinal) ? catalogue.WithTarget(Target("odd", "{ stepz: 3 }")) : catalogue;

        Assert.Equal(message, Assert.Throws<InputException>(() => catalogue.Recipe(name)).Message);
    }

    private static RecipeText Target(string name, string every) =>
        new(name, $"every-method: {every}\nmethods: {{ mine: {{}} }}\nsmall: {{ every-method: {{}}, methods: {{}} }}\n");
}
