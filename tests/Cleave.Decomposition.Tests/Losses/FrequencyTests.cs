using Cleave.Decomposition.Losses;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Losses;

public sealed class FrequencyTests : IDisposable
{
    private const int Rows = 6;
    private const int Count = 4;
    private const double ReferenceCount = 40;
    private const double HalfLife = 3;
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(null, 0.64624 + 1.58496)]   // 0.25·log₂ 1.5 + 0.5·log₂ 2, then 1·log₂ 3: a count over the two positions
    [InlineData(28.0, 0.75 + 1.95345 + 4.85798)]   // 0.25·log₂ 8 + 0.5·log₂ 15, then log₂ 29
    public void It_weighs_each_mean_by_the_logarithm_of_its_count(double? referenceCount, double expected)
    {
        var context = Traced.Logits(Numbers.Variable("a", [2, 2], 0f, 0.25f, 0.5f, 0.75f), Numbers.Variable("b", [2, 1], 1f, 1f));
        Assert.Equal((float)expected, Numbers.Scalar(_device, new Frequency(Linear(), referenceCount).Evaluate(context)), 1e-4f);
    }

    [Fact]
    public void Beside_bare_minimality_it_is_the_fused_form()
    {
        var context = Traced.Logits(Random(1), Random(2));
        var fused = new Minimality(Root(), 0.25f, ReferenceCount).Evaluate(context);
        var bare = new Minimality(Root(), 0f).Evaluate(context);
        var frequency = new Frequency(Root(), ReferenceCount).Evaluate(context);
        Assert.Equal(Numbers.Scalar(_device, fused), Numbers.Scalar(_device, bare) + (0.25f * Numbers.Scalar(_device, frequency)), 1e-5f);
    }

    [Fact]
    public void Its_gradient_agrees_with_differences_in_double()
    {
        var logits = Random(3);
        var context = Traced.Logits(logits);
        var got = Eager.Evaluate(_device, Gradient.Of(new Frequency(Root(), ReferenceCount).Evaluate(context), [context.Graph.Read(logits)])[0]);
        double[] values = [.. logits.Span.ToArray().Select(v => (double)v)];
        for (var i = 0; i < values.Length; i++)
        {
            const double step = 1e-6;
            var expected = (Shifted(i, step) - Shifted(i, -step)) / (2 * step);
            Assert.Equal(expected, got[i], 1e-5 + (1e-5 * Math.Abs(expected)));
        }

        double Shifted(int i, double by)
        {
            var moved = values.ToArray();
            moved[i] += by;
            return Means(moved).Sum(Cost);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void The_average_follows_its_slow_reference_also_when_it_is_continued(int interruptedBefore)
    {
        var logits = Random(0);
        var average = new MovingAverage("averages/f", Traced.Logits(logits).Components.Sites, HalfLife);
        var traced = Trace(average, logits);
        var reference = new SlowAverage();
        for (var step = 0; step < 10; step++)
        {
            if (step == interruptedBefore)
                traced = Continue(traced, logits);
            Random(step).Span.CopyTo(logits.Span);
            traced.Plan.RunPhase(0, step);
            var estimate = reference.Next(Means([.. logits.Span.ToArray().Select(v => (double)v)]));
            Assert.Equal(estimate.Sum(Cost), traced.Value.Value, 1e-5);
            for (var i = 0; i < Rows * Count; i++)
            {
                var expected = Slope(estimate[i % Count]) * 0.5 / Math.Sqrt(logits.Span[i]) / Rows;   // Φ′(f̂)·∂f, ψ = √g
                Assert.Equal(expected, traced.Gradient.Span[i], 1e-5 * Math.Max(1, expected));
            }

            traced.Plan.RunPhase(1, step);
        }

        traced.Plan.Dispose();
    }

    [Fact]
    public void The_first_estimate_is_the_batch_itself()
    {
        var logits = Random(5);
        var context = Traced.Logits(logits);
        var average = new MovingAverage("averages/f", context.Components.Sites, 200);
        Assert.Equal(Numbers.Scalar(_device, new Frequency(Root(), ReferenceCount).Evaluate(context)),
            Numbers.Scalar(_device, new Frequency(Root(), ReferenceCount, average).Evaluate(context)), 1e-5f);
        Assert.Equal(["averages/f.weight", "averages/f.values.site0"], context.Remembered.Select(a => a.Target.Name));
    }

    private static PowerPenalty Linear() => new(new Anneal(1, 1), 0);

    private static PowerPenalty Root() => new(new Anneal(0.5f, 0.5f), 0);

    private static Variable Random(int seed) => Numbers.Variable("g", [Rows, Count], Numbers.Random(Rows * Count, seed, 0.05f, 0.95f));

    private static double Cost(double f) => f * Math.Log2(1 + (ReferenceCount * f));

    private static double Slope(double f) => Math.Log2(1 + (ReferenceCount * f)) + (ReferenceCount * f / (1 + (ReferenceCount * f)) / Math.Log(2));

    private static double[] Means(double[] importances) =>
        [.. Enumerable.Range(0, Count).Select(c => Enumerable.Range(0, Rows).Average(r => Math.Sqrt(importances[(r * Count) + c])))];

    private TracedAverage Trace(MovingAverage average, Variable logits)
    {
        var context = Traced.Logits(logits);
        var loss = new Frequency(Root(), ReferenceCount, average).Evaluate(context);
        var (value, gradient) = (new Variable("value", Shape.Scalar), new Variable("gradient", logits.Shape));
        var plan = Plan.Compile(_device,
        [
            new Phase("losses", [new(value, loss), new(gradient, Gradient.Of(loss, [context.Graph.Read(logits)])[0])]),
            new Phase("remember", context.Remembered),
        ]);
        return new TracedAverage(plan, value, gradient, [.. context.Remembered.Select(a => a.Target)]);
    }

    private TracedAverage Continue(TracedAverage before, Variable logits)
    {
        var after = Trace(new MovingAverage("averages/f", Traced.Logits(logits).Components.Sites, HalfLife), logits);
        foreach (var (from, to) in before.Memory.Zip(after.Memory))
            from.Span.CopyTo(to.Span);
        before.Plan.Dispose();
        return after;
    }

    private sealed record TracedAverage(Plan Plan, Variable Value, Variable Gradient, Variable[] Memory);

    /// <summary>All past values, each weighed by its age.</summary>
    private sealed class SlowAverage
    {
        private readonly List<double[]> _past = [];

        public double[] Next(double[] value)
        {
            _past.Add(value);
            double[] weights = [.. _past.Select((_, i) => Math.Pow(2, -(_past.Count - 1 - i) / HalfLife))];
            return [.. value.Select((_, c) => _past.Select((x, i) => x[c] * weights[i]).Sum() / weights.Sum())];
        }
    }
}
