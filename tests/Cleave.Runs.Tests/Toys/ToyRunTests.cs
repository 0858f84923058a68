using Cleave.Models.Toys;
using Cleave.Runs.Evaluations;
using Cleave.Runs.Folders;
using Cleave.Runs.Recipes;
using Cleave.Runs.Tests.Folders;
using Cleave.Runs.Tests.Problems;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Runs.Tests.Toys;

public sealed class ToyRunTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    public static TheoryData<string, int> Residual => new() { { "resid-mlp-1", 1 }, { "resid-mlp-2", 2 }, { "resid-mlp-3", 3 } };

    [Theory]
    [MemberData(nameof(Residual))]
    public void Residual_layers_are_the_sites_and_are_judged(string kind, int layers)
    {
        var shape = (layers switch { 1 => ResidMlpShape.OneLayer, 2 => ResidMlpShape.TwoLayers, _ => ResidMlpShape.ThreeLayers }) with { Steps = 2 };
        var (config, toy, stop) = (Brief(kind).Config, new ResidMlpToy(shape), TestContext.Current.CancellationToken);
        Assert.Equal(toy.Truth.Sites, config.Target.Toy!.Truth.Sites);
        var experiment = new Experiment(config, Subjects.Of(config, toy, toy.Make(_device, 1, stop: stop)));
        using (var trainer = experiment.Train(_device))
        {
            trainer.Begin(stop: stop);
            while (!trainer.Finished)
                trainer.AdvanceSilently();
        }

        var result = RunEvaluation.Measure(_device, experiment, config.Steps, stop: stop);

        Assert.Equal(Enumerable.Range(0, layers).SelectMany(l => (string[])[$"layers.{l}.mlp_in", $"layers.{l}.mlp_out"]), result.Sites.Select(s => s.Name));
        Assert.All(result.Sites, s => Assert.NotNull(s.PatternError));
        Assert.Equal(layers * (shape.Features + shape.Neurons), result.Mechanisms);
        Assert.Null(result.Mmcs);   // no column of a matrix is a feature
        Assert.InRange(result.Sites[0].OracleL0!.Value, 0.99f, 1.03f);
    }

    [Theory]
    [InlineData("tms-5-5", 10)]
    [InlineData("resid-mlp-gate", 10)]
    [InlineData("hand-coded", 8)]
    public void Run_keeps_its_toy_and_loads_to_the_same_result(string kind, int mechanisms)
    {
        using var folder = new TemporaryFolder();
        using var watcher = new Watcher();
        using var run = DecompositionRun.Open(folder.In(kind), Brief(kind), _device, stop: TestContext.Current.CancellationToken);
        var result = watcher.Complete(run);

        var loaded = LoadedRun.Open(folder.In(kind), _device, stop: TestContext.Current.CancellationToken);
        var again = RunEvaluation.Measure(_device, loaded.Experiment, loaded.Step, stop: TestContext.Current.CancellationToken);

        // Only the run that trained has metrics to say whether it had converged, and bars to be judged by.
        Assert.Equal((result with { Convergence = null, Verdict = null }).ToJson(), again.ToJson());
        Assert.Equal(mechanisms, result.Mechanisms);
        Assert.NotNull(result.PatternError);
        Assert.Equal(Weights(run.Experiment), Weights(loaded.Experiment));
    }

    private static float[] Weights(Experiment experiment) =>
        [.. ((IToyTarget)experiment.Subject.Target).Weights.SelectMany(w => w.Span.ToArray())];

    private static RecipeFile Brief(string kind) => GateRecipe.Of(kind)
        .With("steps", "3").With("log_every", "2").With("checkpoint_every", "3").With("warm_up.steps", "2")
        .With("data.batch", "16").With("data.held_out", "32").With("evaluation.adversary_steps", "[2]");
}
