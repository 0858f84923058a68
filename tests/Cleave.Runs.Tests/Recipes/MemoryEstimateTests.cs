using Cleave.Formats;
using Cleave.Formats.Llama2c;
using Cleave.Models.Transformers;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Recipes;

/// <summary>What is reckoned before anything is allocated is near to what the plans and groups then take.</summary>
public sealed class MemoryEstimateTests
{
    private const double Factor = 2;

    public static TheoryData<string> Names => [.. RecipeList.Of(Catalogue.Shipped).Where(l => l.Name != "stories").Select(l => l.Name)];

    [Theory]
    [Trait("speed", "slow")]
    [MemberData(nameof(Names))]
    public void Estimate_of_a_shipped_recipe_is_near_to_what_it_takes(string name)
    {
        var config = RecipeFile.OfName(name).Config;
        var target = config.Target.Toy!.Blank();

        AssertNear(config, new Experiment(config, Subjects.Of(config, config.Target.Toy!, target)), name);
    }

    [Theory]
    [Trait("speed", "slow")]
    [InlineData("8", "32", 64)]
    [InlineData("2", "4", 200)]
    [InlineData("16", "8", 20)]
    public void Estimate_of_a_language_model_is_near_to_what_it_takes(string batch, string heldOut, int subcomponents)
    {
        var model = SharedData.Path("models/stories260K/stories260K.bin");
        var config = RecipeFile.OfName("stories").WithText("target.model", model).With("data.batch", batch).With("data.held_out", heldOut)
            .With("data.sampled_rows", "50").With("initialisation", "random").With("sites", $"{{ \"*.attention.*\": {subcomponents}, \"*.feed_forward.*\": {3 * subcomponents} }}").Config;
        var ids = Enumerable.Repeat(1, 50 * config.Data.Length).ToArray();

        AssertNear(config, new Experiment(config, Subjects.Of(config, new Llama(LlamaWeights.Read(model)), ids)), "stories");
    }

    [Theory]
    [InlineData("1000000", "1", "activations of a training step; lower data.batch or sites.")]
    [InlineData("1", "10000000", "activations of the evaluation; lower data.held_out or sites.")]
    public void Run_that_cannot_fit_is_refused_before_it_is_made(string batch, string heldOut, string end)
    {
        var config = RecipeFile.OfName("tms-40-10").With("sites", "{ \"*\": 100000 }").With("data.batch", batch).With("data.held_out", heldOut).Config;

        var failure = Assert.Throws<InputException>(() => MemoryEstimate.Refuse(config, config.Target.Toy!.Blank()));

        Assert.StartsWith("the run needs ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(" GB are available, ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(end, failure.Message, StringComparison.Ordinal);
    }

    internal static void AssertNear(RunConfig config, Experiment experiment, string name)
    {
        using var device = new CpuDevice(1);
        using var trainer = experiment.Train(device);
        using var evaluator = experiment.Evaluate(device);
        var groups = (experiment.Components.Parameters.Length + experiment.Importance.Parameters.Length + trainer.SourceGradients) * sizeof(float);
        var taken = (trainer.State.Sum(v => v.Shape.Count) * sizeof(float)) + groups + trainer.ArenaBytes + evaluator.ArenaBytes;

        var estimate = MemoryEstimate.Of(config, experiment.Subject.Target);

        Assert.True(estimate.Bytes < Factor * taken && taken < Factor * estimate.Bytes,
            $"{name}: {estimate.Bytes / 1e6:N1} MB reckoned, {taken / 1e6:N1} MB taken; training {trainer.ArenaBytes / 1e6:N1}, evaluation {evaluator.ArenaBytes / 1e6:N1}; "
            + string.Join(", ", estimate.Items.Select(i => $"{i.What} {i.Floats * 4 / 1e6:N1}")));
    }
}
