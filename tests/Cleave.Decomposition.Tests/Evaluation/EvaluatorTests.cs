using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private static readonly string[] Modes = ["target", "unmasked", "stochastic", "importance", "rounded_0", "rounded_0.1", "rounded_0.5", "zero"];
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluating_between_steps_never_changes_training(bool language)
    {
        Problem Make() => language ? TinyProblems.Language() : TinyProblems.Toy();
        using var plain = Begin(Make());
        var problem = Make();
        using var evaluated = Begin(problem);
        using var evaluator = Evaluate(problem);
        for (var step = 0; step < 5; step++)
        {
            plain.AdvanceSilently();
            evaluated.AdvanceSilently();
            evaluator.Run(stop: TestContext.Current.CancellationToken);
        }

        Assert.Equal(Bits.Of(plain), Bits.Of(evaluated));
        Assert.Equal(plain.Counters, evaluated.Counters);
    }

    [Fact]
    public void Equal_states_give_equal_reports()
    {
        var problem = TinyProblems.Toy();
        using var trainer = Begin(problem);
        using var evaluator = Evaluate(problem);
        var (first, second) = (evaluator.Run(stop: TestContext.Current.CancellationToken), evaluator.Run(stop: TestContext.Current.CancellationToken));
        Assert.Equal(first.Reconstruction, second.Reconstruction);
        Assert.Equal(first.Adversary, second.Adversary);
    }

    [Fact]
    public void A_toy_report_compares_values_under_every_mask()
    {
        var problem = TinyProblems.Toy();
        using var trainer = Begin(problem);
        using var evaluator = Evaluate(problem);
        var report = evaluator.Run(stop: TestContext.Current.CancellationToken);
        Assert.Equal("mse", report.OutputKind);
        Assert.Equal(Modes, report.Reconstruction.Keys);
        Assert.Equal(0f, report.Reconstruction["target"]);
        Assert.True(report.Reconstruction["zero"] > 0);
        Assert.Empty(report.CrossEntropy);
        Assert.Equal(["linear1", "linear2"], report.Sites.Select(s => s.Name));
        Assert.Equal(report.Sites.Sum(s => s.L0), report.L0);
        Assert.Equal(6, report.Sites[0].MeanImportance.Count);
        Assert.Equal(report.Sites[0].MeanImportance.Count(m => m > 0.1f), report.Sites[0].Alive);
    }

    [Fact]
    public void A_language_report_has_cross_entropies_and_the_adversary_beats_chance()
    {
        var problem = TinyProblems.Language();
        using var trainer = Begin(problem);
        Bits.Advance(trainer, 10);
        using var evaluator = Evaluate(problem);
        var report = evaluator.Run(stop: TestContext.Current.CancellationToken);
        Assert.Equal("kl", report.OutputKind);
        Assert.Equal(Modes, report.CrossEntropy.Keys);
        Assert.Equal(0f, report.Reconstruction["target"], 1e-6f);
        Assert.All(report.Reconstruction.Values, kl => Assert.True(kl > -1e-6f));
        Assert.Equal([4, 20], report.Adversary.Keys);
        Assert.True(report.Adversary[20] > report.Reconstruction["stochastic"]);
    }

    [Fact]
    public void Components_that_hold_nothing_have_a_relative_faithfulness_of_one()
    {
        var problem = TinyProblems.Toy();
        using var evaluator = Evaluate(problem);
        Assert.All(evaluator.Run(stop: TestContext.Current.CancellationToken).Sites, s => Assert.Equal(1f, s.Faithfulness, 1e-5f));
    }

    private Trainer Begin(Problem problem)
    {
        var trainer = new Trainer(_device, problem);
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        return trainer;
    }

    private Evaluator Evaluate(Problem problem)
    {
        problem.Data.Load(0);
        return new Evaluator(_device, TinyProblems.Decomposed(problem), problem.Data,
            new EvaluationSettings { Seed = problem.Seed, AliveThreshold = 0.1f, AdversarySteps = [4, 20] });
    }
}
