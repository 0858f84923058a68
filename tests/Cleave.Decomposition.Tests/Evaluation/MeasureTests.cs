using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Measures;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Models;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Evaluation;

public sealed class MeasureTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_measure_alone_has_the_bits_that_it_has_in_an_evaluation(bool language)
    {
        var problem = Trained(language);
        using var evaluator = new Evaluator(_device, TinyProblems.Decomposed(problem), problem.Data,
            new EvaluationSettings { Seed = 1, AliveThreshold = 0.1f, AdversarySteps = [4, 20] });
        var report = evaluator.Run(stop: Stop);

        var stochastic = Alone(problem, new MaskedReconstruction("stochastic", new UniformMasks())).Result;
        Assert.Equal(report.Reconstruction["stochastic"], stochastic.Divergence);
        Assert.Equal(language ? report.CrossEntropy["stochastic"] : null, stochastic.CrossEntropy);
        Assert.Equal(report.Adversary, Alone(problem, new AdversarialReconstruction([4, 20])).Result);
        var site = problem.Components.Sites[0];
        Assert.Equal(report.Sites[0].MeanImportance, Alone(problem, new SiteImportance(site)).Result.Mean);
        Assert.Equal(report.Sites[0].Faithfulness, Alone(problem, new SiteFaithfulness(site)).Result);
    }

    [Fact]
    public void Every_budget_of_the_adversary_starts_from_sources_of_its_own()
    {
        var problem = Trained(language: false);
        var together = Alone(problem, new AdversarialReconstruction([4, 20])).Result;

        Assert.Equal(together[20], Alone(problem, new AdversarialReconstruction([20])).Result[20]);
        Assert.Equal(together, Alone(problem, new AdversarialReconstruction([20, 4])).Result);
    }

    [Fact]
    public void A_result_over_batches_is_their_mean_and_merging_is_the_same_as_measuring_on()
    {
        var problem = Trained(language: true);
        var site = problem.Components.Sites[1];
        var (first, second, both) = (new SiteImportance(site), new SiteImportance(site), new SiteImportance(site));
        Load(problem, first, 3);
        Load(problem, second, 4);
        Load(problem, both, 3, 4);

        Assert.NotEqual(first.Result.L0, second.Result.L0);
        Assert.Equal((first.Result.L0 + (double)second.Result.L0) / 2, both.Result.L0, 1e-6);
        first.Merge(second);
        Assert.Equal(both.Result.L0, first.Result.L0);
        Assert.Equal(both.Result.Mean, first.Result.Mean);
        both.Clear();
        Assert.True(float.IsNaN(both.Result.L0));
    }

    [Fact]
    public void Every_measure_merges_to_the_mean_over_batches()
    {
        var problem = Trained(language: true);
        MaskedReconstruction[] masked = [new("unmasked", ConstantMasks.Ones), new("unmasked", ConstantMasks.Ones)];
        AdversarialReconstruction[] attacks = [new([4]), new([4])];
        SiteFaithfulness[] faithful = [new(problem.Components.Sites[0]), new(problem.Components.Sites[0])];
        for (var i = 0; i < 2; i++)
            Load(problem, [masked[i], attacks[i], faithful[i]], 3 + i);
        var divergences = masked.Select(m => m.Result.Divergence).ToArray();
        var ladder = attacks.Select(a => a.Result[4]).ToArray();

        masked[0].Merge(masked[1]);
        attacks[0].Merge(attacks[1]);
        faithful[0].Merge(faithful[1]);

        Assert.Equal(divergences.Average(v => (double)v), masked[0].Result.Divergence, 1e-6);
        Assert.Equal(ladder.Average(v => (double)v), attacks[0].Result[4], 1e-6);
        Assert.Equal(faithful[1].Result, faithful[0].Result);
    }

    [Fact]
    public void One_prompt_is_data_like_any_other()
    {
        var problem = Trained(language: true);
        problem.Data.Load(5);
        var batch = Eager.Evaluate(_device, problem.Data.Trace(new Graph()));
        var length = problem.Data.BatchShape[1];
        for (var row = 0; row < problem.Data.BatchShape[0]; row++)
        {
            var measure = new MaskedReconstruction("unmasked", ConstantMasks.Ones);
            using var pass = new MeasuredPass(_device, TinyProblems.Decomposed(problem), new Prompt([.. batch.Skip(row * length).Take(length).Select(v => (int)v)]), 1, [measure]);
            pass.Run(0, stop: Stop);

            var rows = new MaskedReconstruction("unmasked", ConstantMasks.Ones);
            using var same = new MeasuredPass(_device, TinyProblems.Decomposed(problem), new DataRows(problem.Data, row, 1), 1, [rows]);
            same.Run(0, stop: Stop);
            Assert.Equal(rows.Result.Divergence, measure.Result.Divergence, 1e-5);
            Assert.Equal(rows.Result.CrossEntropy!.Value, measure.Result.CrossEntropy!.Value, 1e-5);
        }
    }

    [Fact]
    public void Noise_is_that_of_the_rows_and_shrinks_with_their_number()
    {
        var problem = Trained(language: false);
        var decomposed = TinyProblems.Decomposed(problem);
        var whole = HeldOutNoise.Measure(_device, decomposed, problem.Data, 1, Stop);
        var few = HeldOutNoise.Measure(_device, decomposed, new DataRows(problem.Data, 0, 8), 1, Stop);

        Assert.Equal(["unmasked", "stochastic", "rounded_0.1", "l0"], whole.Keys);
        Assert.All(whole.Values, v => Assert.True(v > 0));
        Assert.True(few["unmasked"] > whole["unmasked"]);
        Assert.Empty(HeldOutNoise.Measure(_device, decomposed, new DataRows(problem.Data, 0, 1), 1, Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Problem Trained(bool language)
    {
        var problem = language ? TinyProblems.Language() : TinyProblems.Toy();
        using var trainer = new Trainer(_device, problem);
        trainer.Begin(stop: Stop);
        Bits.Advance(trainer, 5);
        problem.Data.Load(0);
        return problem;
    }

    private T Alone<T>(Problem problem, T measure)
        where T : IMeasure
    {
        using var pass = new MeasuredPass(_device, TinyProblems.Decomposed(problem), problem.Data, 1, [measure]);
        pass.Run(0, stop: Stop);
        return measure;
    }

    private void Load(Problem problem, IMeasure measure, params long[] batches) => Load(problem, [measure], batches);

    private void Load(Problem problem, IReadOnlyList<IMeasure> measures, params long[] batches)
    {
        using var pass = new MeasuredPass(_device, TinyProblems.Decomposed(problem), problem.Data, 1, measures);
        foreach (var batch in batches)
            pass.Load(batch, Stop);
    }

    /// <summary>One text as a batch.</summary>
    private sealed class Prompt(IReadOnlyList<int> ids) : IData
    {
        private readonly Variable _ids = new("prompt", [1, ids.Count]);

        public Shape BatchShape => _ids.Shape;

        public Tensor Trace(Graph graph)
        {
            for (var i = 0; i < ids.Count; i++)
                _ids.Span[i] = ids[i];
            return graph.Read(_ids);
        }

        public void Load(long step)
        {
        }
    }
}
