using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Memory;

public sealed class MemoryUseTests : IDisposable
{
    private const int Width = 64;
    private const int Layers = 6;

    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Low_memory_computes_the_same_bits_in_less_memory()
    {
        var (normal, normalBytes) = Gradients(MemoryUse.Normal, losses: 1);
        var (low, lowBytes) = Gradients(MemoryUse.Low, losses: 1);
        Assert.Equal(normal, low);
        Assert.InRange(lowBytes, 1, normalBytes / 2);
    }

    [Fact]
    public void Two_losses_of_a_phase_take_hardly_more_memory_than_one()
    {
        var (_, one) = Gradients(MemoryUse.Normal, losses: 1);
        var (_, two) = Gradients(MemoryUse.Normal, losses: 2);
        Assert.InRange(two, one, one * 1.25);   // the sum of gradients so far is there besides
    }

    [Fact]
    public void What_passes_between_segments_is_kept_and_the_rest_is_made_again()
    {
        var graph = new Graph { Memory = MemoryUse.Low };
        var x = graph.Read(new Variable("x", [Width]));
        using (var segments = graph.Segments())
        {
            segments.Enter("first");
            var inside = x.Exp();
            var passed = inside.Square();
            segments.Enter("second");
            var loss = passed.Square().Sum();
            var before = graph.Tensors.Count;
            Gradient.Of(loss, [x]);
            var again = graph.Tensors.Skip(before).Where(t => t.Op.GetType() == inside.Op.GetType()).ToArray();
            Assert.Contains(again, t => t.Inputs[0] == x);                                       // exp, made again
            Assert.Contains(graph.Tensors.Skip(before), t => t.Inputs.Contains(passed));         // kept for the square that follows
        }
    }

    [Fact]
    public void A_segment_of_the_same_name_goes_on_and_normal_memory_has_none()
    {
        var (low, normal) = (new Graph { Memory = MemoryUse.Low }, new Graph());
        Assert.Equal([1, 1, 2, 0], Numbers(low));
        Assert.Equal([0, 0, 0, 0], Numbers(normal));

        static int[] Numbers(Graph graph)
        {
            var x = graph.Fill(1f, [2]);
            using var segments = graph.Segments();
            segments.Enter("a");
            var first = x.Exp();
            segments.Enter("a");
            var second = x.Exp();
            segments.Enter("b");
            var third = x.Exp();
            segments.Dispose();
            return [first.Segment, second.Segment, third.Segment, x.Exp().Segment];
        }
    }

    // Layers of x ← tanh-like functions of x·W with random masks, and the sum of squares at the end.
    private (float[] Gradients, long Bytes) Gradients(MemoryUse memory, int losses)
    {
        var graph = new Graph { Memory = memory };
        var group = new VariableGroup("weights", Enumerable.Range(0, Layers).Select(i => ($"w{i}", Shape.Create([Width, Width]))));
        foreach (var variable in group.Values.Variables)
            new RandomStream(1, variable.Name).Normal(0, variable.Span);
        var total = Enumerable.Range(0, losses).Select(loss =>
        {
            using var segments = graph.Segments();
            var x = graph.Fill(0.1f, [4 * Width, Width]);
            for (var i = 0; i < Layers; i++)
            {
                segments.Enter($"layer {i}");
                var mask = graph.Uniform(new RandomStream(2, $"{loss}/{i}"), x.Shape);
                x += (x.MatMul(graph.Read(group.Values.Variables[i])).Gelu() * mask).Silu() * 0.1f;
            }

            return x.Square().Mean();
        }).Aggregate((a, b) => a + b);
        var gradients = Gradient.Of(total, [.. group.Values.Variables.Select(graph.Read)]);
        using var plan = Plan.Compile(_device, [.. group.Gradients.Variables.Zip(gradients, (target, value) => new Assignment(target, value))]);
        plan.Run(3);
        return ([.. group.Gradients.Variables.SelectMany(v => v.Span.ToArray())], plan.ArenaBytes);
    }
}
