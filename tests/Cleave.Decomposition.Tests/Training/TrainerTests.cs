using Cleave.Decomposition.Adversaries;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData("toy")]
    [InlineData("language")]
    [InlineData("newer")]
    public void Bits_are_equal_for_one_two_and_three_threads(string kind)
    {
        var one = Train(1, kind);
        Assert.Equal(one, Train(2, kind));
        Assert.Equal(one, Train(3, kind));
    }

    [Theory]
    [InlineData("toy")]
    [InlineData("language")]
    [InlineData("newer")]
    public void Low_memory_gives_the_same_bits(string kind) => Assert.Equal(Train(2, kind), Train(2, kind, MemoryUse.Low));

    [Theory]
    [InlineData("toy")]
    [InlineData("fresh")]
    [InlineData("decay")]
    [InlineData("language")]
    [InlineData("newer")]
    [InlineData("muon")]
    public void A_step_allocates_no_managed_memory(string kind)
    {
        using var device = new CpuDevice(1);
        using var trainer = Begin(device, Make(kind));
        Bits.Advance(trainer, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Bits.Advance(trainer, 10);   // crosses the end of an epoch
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(SourceScope.Single)]
    [InlineData(SourceScope.PerPosition)]
    [InlineData(SourceScope.Repeated)]
    [InlineData(SourceScope.PerElement)]
    public void Training_with_every_scope_lowers_faithfulness(SourceScope scope)
    {
        using var device = new CpuDevice(1);
        using var trainer = Begin(device, TinyProblems.Language(scope));
        var first = trainer.Advance(withL0: false).Terms["faithfulness"];
        Bits.Advance(trainer, 15);
        Assert.True(trainer.Advance(withL0: false).Terms["faithfulness"] < 0.9f * first);
    }

    [Fact]
    public void Bits_with_muon_are_equal_for_one_and_three_threads() => Assert.Equal(Train(1, "muon"), Train(3, "muon"));

    [Fact]
    public void Training_with_muon_lowers_faithfulness()
    {
        using var device = new CpuDevice(1);
        using var trainer = Begin(device, TinyProblems.Muon());
        var first = trainer.Advance(withL0: false).Terms["faithfulness"];
        Bits.Advance(trainer, 30);
        Assert.True(trainer.Advance(withL0: false).Terms["faithfulness"] < 0.9f * first);
    }

    [Fact]
    public void A_report_names_every_term_and_site_and_reporting_changes_nothing()
    {
        using var device = new CpuDevice(1);
        using var silent = Begin(device, TinyProblems.Toy());
        using var trainer = Begin(device, TinyProblems.Toy());
        for (var step = 0; step < 3; step++)
        {
            silent.AdvanceSilently();
            var report = trainer.Advance(withL0: true);
            Assert.Equal(step, report.Step);
            Assert.Equal(["faithfulness", "minimality", "stochastic", "adversarial"], report.Terms.Keys);
            Assert.Equal(["linear1", "linear2"], report.L0.Keys);
            Assert.InRange(report.L0["linear1"], 0.1f, 6f);
            Assert.True(report.ComponentNorm > 0 && report.ImportanceNorm > 0);
        }

        Assert.Equal(Bits.Of(silent), Bits.Of(trainer));
    }

    [Fact]
    public void A_profiled_step_is_the_same_step_and_names_its_parts()
    {
        using var device = new CpuDevice(1);
        using var silent = Begin(device, TinyProblems.Toy());
        using var trainer = Begin(device, TinyProblems.Toy());
        var profile = new StepProfile();
        for (var step = 0; step < 3; step++)
        {
            silent.AdvanceSilently();
            trainer.Profile(profile);
        }

        Assert.Equal(Bits.Of(silent), Bits.Of(trainer));
        Assert.Equal(
            ["", "adversarial", "ascents", "faithfulness", "importance function", "minimality", "optimizers", "stochastic", "target forward"],
            profile.Parts.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(profile.Costs.Values, c => Assert.True(c.Ticks >= 0 && c.Bytes >= 0));
    }

    [Theory]
    [InlineData("linear1")]
    [InlineData("linear2")]
    public void A_weight_that_is_no_number_stops_the_run_and_is_named(string site)
    {
        using var device = new CpuDevice(1);
        var problem = TinyProblems.Toy();
        using var trainer = Begin(device, problem);
        Bits.Advance(trainer, 2);
        problem.Components.Parameters.Values[$"{site}.V"].Span[0] = float.NaN;
        var before = problem.Importance.Parameters.Values.Span.ToArray();
        var error = Assert.Throws<NotFiniteException>(() => trainer.Advance(withL0: false));
        Assert.StartsWith("Step 2: term faithfulness (NaN) is not finite", error.Message, StringComparison.Ordinal);
        Assert.Contains($"of site {site};", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, problem.Importance.Parameters.Values.Span.ToArray());
        Assert.Equal(2, trainer.Step);
    }

    [Fact]
    public void Training_ends_at_the_last_step()
    {
        using var device = new CpuDevice(1);
        using var trainer = Begin(device, TinyProblems.Toy() with { Steps = 3 });
        Assert.False(trainer.Finished);
        Bits.Advance(trainer, 3);
        Assert.True(trainer.Finished);
    }

    [Fact]
    public void Losses_learn_how_much_of_the_run_has_passed_and_coefficients_follow_their_schedules()
    {
        using var device = new CpuDevice(1);
        var loss = new Recorder();
        using var trainer = Begin(device, TinyProblems.Toy() with { Steps = 4, Terms = [new Term("only", loss, new Schedule(1f, ScheduleShape.Linear, 0f))] });
        var norms = Enumerable.Range(0, 4).Select(_ => trainer.Advance(withL0: false).ComponentNorm).ToArray();
        Assert.Equal([0, 0.25, 0.5, 0.75], loss.Progress);
        Assert.True(norms[0] > 0 && norms[3] == 0);
    }

    [Fact]
    public void Each_group_is_clipped_by_its_own_norm_and_limit()
    {
        using var device = new CpuDevice(1);
        var problem = TinyProblems.Toy();
        using var trainer = Begin(device, problem with { ComponentOptimizer = problem.ComponentOptimizer with { Clip = 0.01f } });
        var report = trainer.Advance(withL0: false);
        Assert.True(report.ComponentNorm > 0.02);
        Assert.Equal(0.1 * 0.01 * report.ComponentNorm / (report.ComponentNorm + 1e-6), FirstMoment(trainer, "components"), 1e-7);
        Assert.Equal(0.1 * report.ImportanceNorm, FirstMoment(trainer, "importance"), 1e-5 * report.ImportanceNorm);
    }

    private static double FirstMoment(Trainer trainer, string group) => Math.Sqrt(trainer.State
        .Where(v => v.Name.StartsWith($"{group}.first_moment.", StringComparison.Ordinal))
        .Sum(v => v.Span.ToArray().Sum(m => (double)m * m)));

    private static Problem Make(string kind) => kind switch
    {
        "language" => TinyProblems.Language(),
        "muon" => TinyProblems.Muon(),
        "newer" => TinyProblems.Newer(),
        "decay" => TinyProblems.Toy() with { UnimportantDecay = new UnimportantDecaySettings(1f, 100f) },
        _ => TinyProblems.Toy(fresh: kind == "fresh"),
    };

    private static int[] Train(int threads, string kind, MemoryUse memory = MemoryUse.Normal)
    {
        using var device = new CpuDevice(threads);
        using var trainer = Begin(device, Make(kind), memory);
        Bits.Advance(trainer, 20);
        return Bits.Of(trainer);
    }

    private static Trainer Begin(CpuDevice device, Problem problem, MemoryUse memory = MemoryUse.Normal)
    {
        var trainer = new Trainer(device, problem, memory);
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        return trainer;
    }

    private sealed class Recorder : ILoss
    {
        public List<double> Progress { get; } = [];

        public void Advance(double progress) => Progress.Add(progress);

        public Tensor Evaluate(LossContext context) => new GlobalFaithfulness().Evaluate(context);
    }
}
