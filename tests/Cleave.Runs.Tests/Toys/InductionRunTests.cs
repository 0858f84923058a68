using Cleave.Models.Toys;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Recipes;
using Cleave.Tensors;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Runs.Tests.Toys;

[Trait("speed", "slow")]
public sealed class InductionRunTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    public static TheoryData<string> Methods => [.. Catalogue.Shipped.MethodsOn("induction")];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Small_recipe_trains_and_is_judged_by_its_answers(string method)
    {
        var (config, stop) = (Catalogue.Shipped.Compose("induction", method, Budget.Small).With("steps", "3").With("warm_up.steps", "2").Config, TestContext.Current.CancellationToken);
        var experiment = new Experiment(config, Subjects.Of(config, config.Target.Toy!, Random()));
        using (var trainer = experiment.Train(_device))
        {
            trainer.Begin(stop: stop);
            while (!trainer.Finished)
                trainer.AdvanceSilently();
        }

        var result = RunEvaluation.Measure(_device, experiment, config.Steps, stop: stop);

        Assert.Equal(
            from layer in (string[])["layers.0.attention", "layers.1.attention"]
            from matrix in (string[])["q", "k", "v", "o"]
            select $"{layer}.{matrix}", result.Sites.Select(s => s.Name));
        Assert.All(result.Reconstruction.Values, mode => Assert.True(mode.Kl >= -1e-6f && mode.Ce is null));
        Assert.InRange(result.Scores!["accuracy_target"], 0, 1);
        Assert.All(result.Scores, s => Assert.True(double.IsFinite(s.Value), s.Key));
        Assert.Null(result.Mechanisms);
    }

    private static InductionTransformer Random()
    {
        var target = new InductionTransformer(InductionShape.Published);
        foreach (var weight in target.Weights)
        {
            new RandomStream(5, weight.Name).Normal(0, weight.Span);
            foreach (ref var value in weight.Span)
                value /= 4;
        }

        return target;
    }
}
