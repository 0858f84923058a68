using Cleave.Decomposition.Importance;
using Cleave.Decomposition.Initialisation;
using Cleave.Decomposition.Masks;
using Cleave.Decomposition.Sites;
using Cleave.Decomposition.Tests.Problems;
using Cleave.Decomposition.Training;
using Cleave.Tensors;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

public sealed class UnimportantDecayTests : IDisposable
{
    private const float Rate = 0.1f;
    private readonly CpuDevice _device = new(2);
    private readonly Components _components = new([new Site(Numbers.RandomLinear("layer", 3, 4, 1), 2), new Site(Numbers.RandomLinear("other", 2, 3, 2), 2)]);

    public UnimportantDecayTests() => _components.Initialise(1, new RandomInitialisation());

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_dead_subcomponent_fades_exponentially_and_a_needed_one_stays()
    {
        // A half-life so short that the peak of the dead one is 0 after one batch.
        var (before, after) = Run(new UnimportantDecaySettings(2f, 1e-3f), steps: 10, _ => [1f, -0.5f]);
        foreach (var site in _components.Sites)
        {
            var kept = MathF.Pow(1f - (Rate * 2f), 10);
            for (var i = 0; i < site.In; i++)
            {
                Assert.Equal(before[$"{site.Name}.V"][2 * i], after[$"{site.Name}.V"][2 * i]);
                Assert.Equal(kept * before[$"{site.Name}.V"][(2 * i) + 1], after[$"{site.Name}.V"][(2 * i) + 1], 1e-6f);
            }

            for (var o = 0; o < site.Out; o++)
            {
                Assert.Equal(before[$"{site.Name}.U"][o], after[$"{site.Name}.U"][o]);
                Assert.Equal(kept * before[$"{site.Name}.U"][site.Out + o], after[$"{site.Name}.U"][site.Out + o], 1e-6f);
            }
        }
    }

    [Fact]
    public void A_half_important_subcomponent_fades_at_half_the_speed()
    {
        var (before, after) = Run(new UnimportantDecaySettings(1f, 1e-3f), steps: 1, _ => [0.5f, 0f]);
        Assert.Equal((1f - (0.5f * Rate)) * before["layer.V"][0], after["layer.V"][0], 1e-6f);
        Assert.Equal((1f - Rate) * before["layer.V"][1], after["layer.V"][1], 1e-6f);
    }

    [Fact]
    public void A_subcomponent_needed_in_one_batch_of_ten_keeps_most_of_itself()
    {
        // Peaks fall to 2^(−9/90) at most, so that at most 7 % of the decay reaches the rare one; the dead one starts at peak 1, too.
        var (before, after) = Run(new UnimportantDecaySettings(1f, 90f), steps: 1000, step => [step % 10 == 0 ? 1f : 0f, 0f]);
        var (rare, dead) = (after["layer.V"][0] / before["layer.V"][0], after["layer.V"][1] / before["layer.V"][1]);
        Assert.InRange(rare, MathF.Exp(-1000 * Rate * 0.07f), 1f);
        Assert.True(dead < 1e-4f * rare, $"dead {dead}, rare {rare}");
    }

    [Fact]
    public void Before_anything_was_seen_nothing_counts_as_unimportant()
    {
        var decay = new UnimportantDecay(_components, new UnimportantDecaySettings(1f, 100f));
        decay.Initialise();
        Assert.All(decay.Peaks, p => Assert.All(p.Span.ToArray(), v => Assert.Equal(1f, v)));
    }

    [Fact]
    public void A_restored_trainer_continues_bit_for_bit_and_needs_the_peaks()
    {
        var whole = Continue(keepPeaks: true);
        Assert.Equal(whole.Uninterrupted, whole.Restored);
        var without = Continue(keepPeaks: false);
        Assert.NotEqual(without.Uninterrupted, without.Restored);
    }

    private static Problem Problem() => TinyProblems.Toy() with { UnimportantDecay = new UnimportantDecaySettings(1f, 20f) };

    private (int[] Uninterrupted, int[] Restored) Continue(bool keepPeaks)
    {
        using var first = new Trainer(_device, Problem());
        first.Begin(stop: TestContext.Current.CancellationToken);
        Bits.Advance(first, 7);
        using var second = new Trainer(_device, Problem());
        foreach (var (from, to) in first.State.Zip(second.State).Where(p => keepPeaks || !p.First.Name.StartsWith("components.peak_importance.", StringComparison.Ordinal)))
            from.Span.CopyTo(to.Span);
        second.Counters = first.Counters;
        Bits.Advance(first, 6);
        Bits.Advance(second, 6);
        return (Bits.Of(first), Bits.Of(second));
    }

    /// <summary>Runs the decay alone on logits that are the same at both positions but for one that is lower.</summary>
    private (Dictionary<string, float[]> Before, Dictionary<string, float[]> After) Run(UnimportantDecaySettings settings, int steps, Func<int, float[]> logits)
    {
        var graph = new Graph();
        var variable = new Variable("logits", [2, 2]);
        var decay = new UnimportantDecay(_components, settings);
        using var plan = Plan.Compile(_device, [.. decay.Observe(Importances.From(_components.Sites.ToDictionary(s => s, _ => graph.Read(variable)), new ClampedSquash(Importances.Leak)))]);
        decay.Initialise();
        var before = Copy();
        for (var step = 0; step < steps; step++)
        {
            var peak = logits(step);
            Numbers.Set(variable, -1f, peak[1], peak[0], -1f);
            plan.Run(step);
            decay.Step(_device, Rate);
        }

        return (before, Copy());
    }

    private Dictionary<string, float[]> Copy() => _components.Sites.SelectMany(s => (Variable[])[_components.V(s), _components.U(s)])
        .ToDictionary(v => v.Name["components.values.".Length..], v => v.Span.ToArray());
}
