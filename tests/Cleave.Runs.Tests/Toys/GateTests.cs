using Cleave.Runs.Evaluations;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Toys;

/// <summary>Whole decompositions whose right answer is known without doubt (VPD authors' code, gate experiments).</summary>
[Trait("speed", "slow")]
public sealed class GateTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Five_features_in_five_dimensions_are_taken_apart_without_error()
    {
        var result = Decompose("tms-5-5");
        Assert.All(result.Sites, s => Assert.Equal((0, 5), (s.PatternError, s.Alive)));
        Assert.All(result.Sites, s => Assert.InRange(s.Mmcs!.Value, 0.99, 1.0001));
        Assert.Equal((0, 10), (result.PatternError, result.Mechanisms));
    }

    [Fact]
    public void Five_features_of_a_residual_layer_are_read_without_error()
    {
        var read = Decompose("resid-mlp-gate").Sites.Single(s => s.Name == "layers.0.mlp_in");
        Assert.Equal((0, 5), (read.PatternError, read.Alive));
        Assert.InRange(read.Mmcs!.Value, 0.99, 1.0001);
        Assert.InRange(read.L0, 0.9f * read.OracleL0!.Value, 1.1f * read.OracleL0!.Value);
    }

    private EvaluationDocument Decompose(string toy)
    {
        var (config, stop) = (GateRecipe.Of(toy).Config, TestContext.Current.CancellationToken);
        var experiment = new Experiment(config, Subjects.Of(config, config.Target.Toy!, config.Target.Toy!.Make(_device, config.Seed, stop: stop)));
        using var trainer = experiment.Train(_device);
        trainer.Begin(stop: stop);
        while (!trainer.Finished)
            trainer.AdvanceSilently();
        return RunEvaluation.Measure(_device, experiment, config.Steps, stop: stop);
    }
}
