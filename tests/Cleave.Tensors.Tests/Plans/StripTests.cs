using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Plans;

/// <summary>Operations that run strip by strip, beside the same ones run whole.</summary>
public sealed class StripTests
{
    private const int Rows = 4096;
    private const int Width = 12;
    private readonly Graph _graph = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_step_in_strips_has_the_bits_of_each_operation_run_whole(int threads)
    {
        using var device = new CpuDevice(threads);
        var values = Step();
        var kept = values.Select(v => new Variable("kept", v.Shape)).ToArray();
        using var plan = Plan.Compile(device, [.. values.Zip(kept, (v, k) => new Assignment(k, v))]);
        for (var step = 0; step < 3; step++)
        {
            plan.Run(step);
            foreach (var (value, variable) in values.Zip(kept))
                Assert.Equal(Bits(Eager.Evaluate(device, value, step)), Bits(variable.Span));
        }
    }

    [Fact]
    public void A_profiled_step_has_the_same_bits_and_counts_each_operation_once()
    {
        using var device = new CpuDevice(2);
        var value = Step()[^1];
        var kept = new Variable("kept", value.Shape);
        using var plan = Plan.Compile(device, new Assignment(kept, value));
        plan.Run(5);
        var expected = Bits(kept.Span);
        var profile = new StepProfile();
        plan.Profile(0, 5, profile);
        Assert.Equal(expected, Bits(kept.Span));
        Assert.Equal(plan.Operations, profile.Total.Calls);
        Assert.True(profile.Total.Ticks > 0);
    }

    [Fact]
    public void What_only_a_strip_needs_takes_no_memory_for_all_rows()
    {
        using var device = new CpuDevice(1);
        var x = _graph.Uniform(new RandomStream(1, "x"), [Rows, Width]);
        var y = (x.Exp() + x).Gelu() * (x + 1f).Sqrt();
        using var plan = Plan.Compile(device, new Assignment(new Variable("y", y.Shape), y));
        Assert.InRange(plan.ArenaBytes, 1, sizeof(float) * Rows * Width);
    }

    [Fact]
    public void What_needs_all_rows_waits_for_all_strips()
    {
        using var device = new CpuDevice(2);
        var x = _graph.Uniform(new RandomStream(1, "x"), [Rows, Width]).Exp() * 2f;
        var means = x.MeanOver(0);                                  // all strips of x
        var centred = (x - means).Square() + x;
        var mixed = centred.MatMul(centred.Slice(0, 0, Width));     // rows of the first strip, read by all
        var turned = (mixed * 0.5f).Reshape([Width, Rows]) + mixed.Transpose(1, 0);
        var kept = new Variable("kept", turned.Shape);
        using var plan = Plan.Compile(device, new Assignment(kept, turned));
        plan.Run();
        Assert.Equal(Bits(Eager.Evaluate(device, turned)), Bits(kept.Span));
    }

    [Fact]
    public void What_strips_read_outside_of_their_rows_is_not_written_over()
    {
        using var device = new CpuDevice(1);
        var x = Random("x", [Width, Rows]).Transpose(1, 0);   // not cut, so made before the strips
        var half = x.Slice(0, 0, Rows / 2).Exp();
        var all = x.Square();                                 // could be written over x
        Variable[] kept = [new("half", half.Shape), new("sum", Shape.Scalar)];
        using var plan = Plan.Compile(device, new Assignment(kept[0], half), new Assignment(kept[1], all.Transpose(1, 0).Sum()));
        plan.Run();
        Assert.Equal(Bits(Eager.Evaluate(device, half)), Bits(kept[0].Span));
    }

    // A masked pass forwards and back: what a decomposition step is made of.
    private Tensor[] Step()
    {
        var (v, u, bias) = (Random("v", [5, Width]), Random("u", [Width, 5]), Random("bias", [5]));
        var x = _graph.Uniform(new RandomStream(1, "x"), [Rows, 5]);
        var gate = (x.MatMul(v) * 0.3f).LowerLeakyHardSigmoid(0.01f);
        var mask = gate.Interpolate(_graph.Uniform(new RandomStream(1, "source"), gate.Shape));
        var delta = _graph.Uniform(new RandomStream(1, "delta"), [Rows, 1]);
        var y = ((x * delta).PlusProduct(x.MatMul(v).TimesMask(mask, delta, null), u) + bias).Relu();
        var loss = (y - x).Square().SumLast().Mean() + gate.Square().SumRows().Sum();
        return [.. Gradient.Of(loss, [v, u, bias]), y, loss];
    }

    private Tensor Random(string name, Shape shape)
    {
        var variable = new Variable(name, shape);
        new RandomStream(2, name).Normal(0, variable.Span);
        return _graph.Read(variable);
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
