using Cleave.Tensors.Ops;
using Cleave.Tensors.Tests.Ops;
using Cleave.Tensors.Tests.Reference;
using Xunit;

namespace Cleave.Tensors.Tests.Graphs;

/// <summary>
/// Gradients with respect to every value on the way, beside those of the graph in which nothing is fused and beside central differences of that,
/// at sizes on both sides of the threshold.
/// </summary>
public sealed class FusedGradientTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public static TheoryData<string> Names => [.. FusionCase.All.Select(c => c.Name)];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var one in FusionCase.All)
            {
                cases.Add(one.Name, false);
                cases.Add(one.Name, true);
            }

            return cases;
        }
    }

    public void Dispose() => _device.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_two_sizes_lie_on_both_sides_of_the_threshold(string name)
    {
        var large = Operations(Trace(name, large: true, fuses: true).Loss);
        Assert.NotEqual(Operations(Trace(name, large: true, fuses: false).Loss), large);
        Assert.NotEqual(Operations(Trace(name, large: false, fuses: true).Loss), large);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_all_values_together_are_those_of_the_plain_graph(string name, bool large)
    {
        var (fused, plain) = (Trace(name, large, true), Trace(name, large, false));
        var together = Gradient.Of(fused.Loss, fused.Values);
        var expected = Gradient.Of(plain.Loss, plain.Values);
        for (var i = 0; i < expected.Length; i++)
            Close(Eager.Evaluate(_device, expected[i]), Eager.Evaluate(_device, together[i]), $"{name}, value {i}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_of_each_value_alone_is_that_of_the_plain_graph_and_of_differences(string name, bool large)
    {
        var (fused, plain) = (Trace(name, large, true), Trace(name, large, false));
        var expected = Gradient.Of(plain.Loss, plain.Values);
        for (var i = 0; i < expected.Length; i++)
        {
            var numbers = Eager.Evaluate(_device, expected[i]);
            Assert.Contains(numbers, g => g != 0f);
            Close(numbers, Eager.Evaluate(_device, Gradient.Of(fused.Loss, [fused.Values[i]])[0]), $"{name}, value {i}");
            AlongALine(plain.Loss, plain.Values[i], numbers, $"{name}, value {i}");
        }
    }

    [Fact]
    public void A_gradient_of_the_leaves_alone_stays_fused()
    {
        var (loss, _, leaves) = Trace("TimesMask", large: true, fuses: true);
        Assert.Contains(Operations(Gradient.Of(loss, leaves)[0]), o => o == nameof(MaskedProductGradient));
    }

    [Fact]
    public void Jacobians_find_values_inside_a_projected_sum()
    {
        var (fused, plain) = (Stream(fuses: true), Stream(fuses: false));
        var expected = Jacobian.Of(plain[^1], plain[..^1]);
        foreach (var (one, other) in expected.Zip(Jacobian.Of(fused[^1], fused[..^1])))
            Close(Eager.Evaluate(_device, one), Eager.Evaluate(_device, other), $"{one}");

        static Tensor[] Stream(bool fuses)
        {
            var i = new CaseInputs(new Sizes(0, 0, 0, 2), fuses);
            var (first, second) = (i.Numbers([64, 2]).MatMul(i.Numbers([2, 128])), i.Numbers([64, 2]).MatMul(i.Numbers([2, 128])));
            var stream = first + second;
            return [first, stream, stream.Project(i.Numbers([128, 3])).Square()];
        }
    }

    [Fact]
    public void Curvature_of_a_divergence_over_a_large_vocabulary_is_that_of_differences()
    {
        var i = new CaseInputs(new Sizes(0, 0, 0, 3));
        var (h, target, words) = (i.Numbers([5, 8]), i.Numbers([5, 8]), i.Weights([40, 8]));
        var slope = Gradient.Of(h.Logits(words).KlFromLogits(target.Logits(words).KlReference()), [h])[0];
        var along = (slope * i.Weights([5, 8])).Sum();
        var curvature = Eager.Evaluate(_device, Gradient.Of(along, [h])[0]);
        Assert.Contains(curvature, c => MathF.Abs(c) > 1e-3f);
        AlongALine(along, h, curvature, "curvature");
    }

    [Fact]
    public void Second_derivatives_see_values_that_little_memory_computes_again()
    {
        var (low, normal) = (Second(MemoryUse.Low), Second(MemoryUse.Normal));
        Assert.Contains(normal, s => s != 0f);
        Assert.Equal(normal, low);

        float[] Second(MemoryUse memory)
        {
            var graph = new Graph { Memory = memory };
            var x = graph.Fill(0.5f, [3]);
            using var segments = graph.Segments();
            segments.Enter("only");
            var inner = x * x;
            var slope = Gradient.Of((inner * inner * inner).Sum(), [x])[0];
            return Eager.Evaluate(_device, Gradient.Of(slope.Sum(), [inner])[0]);
        }
    }

    [Fact]
    public void A_gradient_that_is_cut_where_its_value_was_keeps_its_own_gradient()
    {
        var graph = new Graph();
        var x = graph.Fill(2f, [4]);
        var slope = Gradient.Of(x.Slice(0, 1, 2).Square().Sum(), [x])[0];
        var gradient = Gradient.Of(slope.Slice(0, 1, 2).Square().Sum(), [slope])[0];
        Assert.Equal([0f, 8f, 8f, 0f], Eager.Evaluate(_device, gradient));
    }

    private static (Tensor Loss, Tensor[] Values, IReadOnlyList<Tensor> Leaves) Trace(string name, bool large, bool fuses)
    {
        var one = FusionCase.All.Single(c => c.Name == name);
        var inputs = new CaseInputs(large ? one.Large : one.Small, fuses);
        var (loss, values) = one.Build(inputs);
        return (loss, values, inputs.Differentiated);
    }

    private static string[] Operations(Tensor tensor)
    {
        var (found, pending) = (new SortedDictionary<int, string>(), new Stack<Tensor>([tensor]));
        while (pending.TryPop(out var next))
        {
            if (found.TryAdd(next.Index, next.Op.Name))
                Array.ForEach(next.Inputs, pending.Push);
        }

        return [.. found.Values];
    }

    private static void Close(float[] expected, float[] found, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        var size = expected.Max(MathF.Abs);
        for (var i = 0; i < found.Length; i++)
            Assert.True(MathF.Abs(expected[i] - found[i]) <= 3e-5f * size, $"{what} at {i}: {found[i]} instead of {expected[i]}");
    }

    // The loss on both sides of a value, along a direction of ones and minus ones, in double arithmetic.
    private static void AlongALine(Tensor loss, Tensor value, float[] gradient, string what)
    {
        const double Step = 1e-5;
        var random = new Random(5);
        double[] direction = [.. gradient.Select(_ => random.Next(2) == 0 ? -1.0 : 1.0)];
        var at = new DoubleReference().Evaluate(value);
        var slope = (At(Step) - At(-Step)) / (2 * Step);
        var expected = gradient.Zip(direction, (g, d) => g * d).Sum();
        Assert.True(Math.Abs(slope - expected) <= 1e-4 * gradient.Sum(g => Math.Abs((double)g)), $"{what}: {expected} instead of {slope}");

        double At(double step) => new DoubleReference().With(value, [.. at.Zip(direction, (x, d) => x + (step * d))]).Evaluate(loss)[0];
    }
}
