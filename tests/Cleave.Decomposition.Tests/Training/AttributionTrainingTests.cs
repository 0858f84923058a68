using Cleave.Decomposition.Evaluation;
using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Routing;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Formats;
using Cleave.Models.Toys;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

/// <summary>Full components with attributions in place of an importance function: a run without importance parameters.</summary>
public sealed class AttributionTrainingTests
{
    private const int Batch = 64;

    [Theory]
    [InlineData(AttributionPoint.Target)]
    [InlineData(AttributionPoint.Decomposition)]
    public void Bits_are_equal_for_one_and_three_threads(AttributionPoint at)
    {
        static int[] Train(int threads, AttributionPoint at)
        {
            using var device = new CpuDevice(threads);
            using var trainer = Begin(device, Make(at));
            Bits.Advance(trainer, 10);
            return Bits.Of(trainer);
        }

        Assert.Equal(Train(1, at), Train(3, at));
    }

    [Theory]
    [InlineData(Normalisation.None)]
    [InlineData(Normalisation.Read)]
    [InlineData(Normalisation.Tied)]
    public void A_step_allocates_no_managed_memory(Normalisation normalisation)
    {
        using var device = new CpuDevice(1);
        using var trainer = Begin(device, Make(AttributionPoint.Decomposition) with { Normalisation = normalisation });
        Bits.Advance(trainer, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Bits.Advance(trainer, 10);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_restored_trainer_continues_bit_for_bit()
    {
        using var device = new CpuDevice(1);
        using var first = Begin(device, Make(AttributionPoint.Decomposition));
        using var second = new Trainer(device, Make(AttributionPoint.Decomposition));
        Bits.Advance(first, 7);
        foreach (var (from, to) in first.State.Zip(second.State))
            from.Span.CopyTo(to.Span);
        second.Counters = first.Counters;
        Bits.Advance(first, 6);
        Bits.Advance(second, 6);
        Assert.Equal(Bits.Of(first), Bits.Of(second));
    }

    [Fact]
    public void Training_lowers_every_term_and_reports_components_not_rank_ones()
    {
        using var device = new CpuDevice(1);
        using var trainer = Begin(device, Make(AttributionPoint.Decomposition));
        var first = trainer.Advance(withL0: true);
        Bits.Advance(trainer, 300);
        var last = trainer.Advance(withL0: true);
        Assert.All(first.Terms, term => Assert.True(last.Terms[term.Key] < 0.7f * term.Value, $"{term.Key}: {term.Value} to {last.Terms[term.Key]}"));
        Assert.All(last.L0.Values, l0 => Assert.Equal(1.5f, l0));   // 96 of 64 · 6
        Assert.Equal(0, last.ImportanceNorm);
    }

    [Fact]
    public void Read_vectors_have_unit_length_after_every_step_where_that_is_asked()
    {
        using var device = new CpuDevice(1);
        var problem = Make(AttributionPoint.Target) with { Normalisation = Normalisation.Read };
        using var trainer = Begin(device, problem);
        for (var step = 0; step < 3; step++)
        {
            trainer.AdvanceSilently();
            foreach (var site in problem.Components.Sites)
            {
                var v = problem.Components.V(site).Span.ToArray();
                Assert.All(Enumerable.Range(0, site.Columns), m =>
                    Assert.Equal(1f, v.Where((_, i) => i % site.Columns == m).Sum(x => x * x), 1e-5f));
            }
        }
    }

    [Fact]
    public void Tied_sites_stay_each_others_transposes()
    {
        using var device = new CpuDevice(1);
        var problem = Make(AttributionPoint.Target) with { Normalisation = Normalisation.Tied };
        var (first, second) = (problem.Components.Sites[0], problem.Components.Sites[1]);
        using var trainer = Begin(device, problem);
        var start = problem.Components.V(first).Span.ToArray();
        for (var step = 0; step < 3; step++)
        {
            trainer.AdvanceSilently();
            Assert.Equal(problem.Components.V(first).Span.ToArray(), Transposed(problem.Components.U(second)));
            Assert.Equal(problem.Components.U(first).Span.ToArray(), Transposed(problem.Components.V(second)));
        }

        Assert.NotEqual(start, problem.Components.V(first).Span.ToArray());
    }

    [Fact]
    public void Tied_gradients_are_the_sums_of_both_sites()
    {
        using var device = new CpuDevice(1);
        var (tied, alone) = (Make(AttributionPoint.Target) with { Normalisation = Normalisation.Tied }, Make(AttributionPoint.Target));
        using Trainer one = Begin(device, tied), other = Begin(device, alone);
        tied.Components.Parameters.Values.Variables.Zip(alone.Components.Parameters.Values.Variables).ToList().ForEach(p => p.First.Span.CopyTo(p.Second.Span));
        one.AdvanceSilently();
        other.AdvanceSilently();
        var (sums, parts) = (tied.Components.Parameters.Gradients.Variables, alone.Components.Parameters.Gradients.Variables);
        Numbers.AssertClose([.. parts[0].Span.ToArray().Zip(Transposed(parts[3]), (a, b) => a + b)], sums[0].Span.ToArray(), 1e-6f);
        Numbers.AssertClose([.. parts[1].Span.ToArray().Zip(Transposed(parts[2]), (a, b) => a + b)], sums[1].Span.ToArray(), 1e-6f);
    }

    [Fact]
    public void Tied_without_a_pair_of_transposes_is_wrong_input()
    {
        using var device = new CpuDevice(1);
        var problem = Make(AttributionPoint.Target) with { Normalisation = Normalisation.Tied };
        problem.Target.Layers[0].Weight.Span[3] += 0.5f;
        Assert.Contains("transpose", Assert.Throws<InputException>(() => new Trainer(device, problem)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_masks_and_counts_whole_components()
    {
        using var device = new CpuDevice(1);
        var problem = Make(AttributionPoint.Decomposition);
        using var trainer = Begin(device, problem);
        Bits.Advance(trainer, 3);
        using var evaluator = new Evaluator(device, TinyProblems.Decomposed(problem), problem.Data,
            new EvaluationSettings { Seed = 1, AliveThreshold = 1e-6f, AdversarySteps = [4] });
        var report = evaluator.Run(stop: TestContext.Current.CancellationToken);
        Assert.All(report.Sites, s => Assert.Equal((6, 6, 1.5f), (s.Subcomponents, s.MeanImportance.Count, s.L0)));
        Assert.Equal(report.Reconstruction["importance"], report.Reconstruction["rounded_0.5"]);   // importances are 0 or 1
        Assert.True(float.IsFinite(report.Adversary[4]));
    }

    [Fact]
    public void A_component_that_is_never_chosen_folds_with_all_its_rank_ones()
    {
        using var device = new CpuDevice(1);
        var problem = Make(AttributionPoint.Target);
        problem.Components.Initialise(1, new RandomInitialisation());
        var site = problem.Components.Sites[0];
        foreach (var s in problem.Components.Sites)
            problem.Components.U(s).Span.Slice(4 * s.Rank * s.Out, s.Rank * s.Out).Clear();   // attribution 0, below all others
        var before = problem.Components.V(site).Span.ToArray();
        Assert.Equal(2, DeadFolding.Run(device, problem, step: 0, batches: 3));   // component 4 in both sites
        var after = problem.Components.V(site).Span.ToArray();
        Assert.All(Enumerable.Range(0, after.Length), i => Assert.Equal(i % site.Columns is 8 or 9 ? 0 : before[i], after[i]));
    }

    [Fact]
    public void A_component_that_is_never_chosen_fades_with_all_its_rank_ones()
    {
        using var device = new CpuDevice(1);
        var components = Make(AttributionPoint.Target).Components;
        components.Initialise(1, new RandomInitialisation());
        var (site, graph) = (components.Sites[0], new Graph());
        var chosen = graph.Read(Numbers.Variable("chosen", [1, 6], 1, 1, 0, 1, 1, 1));
        var decay = new UnimportantDecay(components, new UnimportantDecaySettings(2f, 1e-3f));
        using var plan = Plan.Compile(device, [.. decay.Observe(Importances.From(components.Sites.ToDictionary(s => s, _ => chosen), new ClampedSquash(Importances.Leak)))]);
        decay.Initialise();
        var (v, u) = (components.V(site).Span.ToArray(), components.U(site).Span.ToArray());
        plan.Run();
        decay.Step(device, 0.25f);
        Assert.All(Enumerable.Range(0, v.Length), i => Assert.Equal(i % site.Columns is 4 or 5 ? 0.5f * v[i] : v[i], components.V(site).Span[i]));
        Assert.All(Enumerable.Range(0, u.Length), i => Assert.Equal(i / site.Out is 4 or 5 ? 0.5f * u[i] : u[i], components.U(site).Span[i]));
    }

    private static float[] Transposed(Variable matrix)
    {
        var (rows, columns) = (matrix.Shape[0], matrix.Shape[1]);
        return [.. Enumerable.Range(0, rows * columns).Select(i => matrix.Span[(i % rows * columns) + (i / rows)])];
    }

    private static Trainer Begin(CpuDevice device, Problem problem)
    {
        var trainer = new Trainer(device, problem);
        trainer.Begin(stop: TestContext.Current.CancellationToken);
        return trainer;
    }

    private static Problem Make(AttributionPoint at)
    {
        var target = new Tms(new TmsShape(5, 2, 0.3f, 1, Batch, 1e-2f, ZeroBias: true), Numbers.Random(10, 1), Numbers.Random(5, 2));
        var components = new Components(SiteSelection.Match(target, [new("*", 6)], rank: 2));
        return TinyProblems.Toy() with
        {
            Steps = 400,
            Target = target,
            Data = new SparseFeatures(1, "data", Batch, 5, 0.3f),
            Components = components,
            Importance = new GradientAttribution(target, components.Sites, at, 1.5f),
            Terms =
            [
                new Term("faithfulness", new GlobalFaithfulness(), new Schedule(1f)),
                new Term("minimal", new Reconstruction("minimal", new ImportanceMasks(), new AllSites()), new Schedule(1f)),
                new Term("simplicity", new Simplicity(0.9f, global: true), new Schedule(0.1f)),
            ],
            WarmUp = new WarmUpSettings(0, 0),
        };
    }
}
