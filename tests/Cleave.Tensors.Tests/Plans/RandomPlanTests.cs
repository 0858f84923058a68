using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Cleave.Tensors.Tests.Ops;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cleave.Tensors.Tests.Plans;

/// <summary>Memory planning on random expressions: views of views, values used far away, several phases, replays.</summary>
public sealed class RandomPlanTests : IDisposable
{
    private const int Side = 4;
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Any_expression_in_any_phases_gives_the_bits_of_eager_evaluation() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 10_000_000)), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true));

    private void Check(int seed)
    {
        var random = new Random(seed);
        var values = Expression(random);
        List<(Tensor Value, Variable Kept)>[] kept = [[], [], []];
        foreach (var phase in kept)
        {
            for (var i = random.Next(4); i >= 0; i--)
                phase.Add((values[random.Next(values.Count)], new Variable("kept", [Side, Side])));
        }

        var phases = kept.Select((pairs, i) => new Phase($"{i}", [.. pairs.Select(p => new Assignment(p.Kept, p.Value))])
        {
            Kept = [values[random.Next(values.Count)]],
        });
        using var plan = Plan.Compile(_device, [.. phases]);
        for (var phase = 0; phase < kept.Length; phase++)
        {
            for (var replay = 0; replay < 3; replay++)
                plan.RunPhase(phase, 6);
        }

        foreach (var (value, variable) in kept.SelectMany(p => p))
            Assert.Equal(OpTests.Bits(Eager.Evaluate(_device, value, 6)), OpTests.Bits(variable.Span));
    }

    private static List<Tensor> Expression(Random random)
    {
        var graph = new Graph();
        var operand = new Variable("x", [Side, Side]);
        new RandomStream(1, "x").Normal(0, operand.Span);
        List<Tensor> values = [graph.Read(operand), graph.Uniform(new RandomStream(1, "u"), [Side, Side])];
        for (var i = 0; i < 25; i++)
        {
            // Mostly recent values make long lives and chains both likely.
            var (x, y) = (values[^random.Next(1, Math.Min(4, values.Count) + 1)], values[random.Next(values.Count)]);
            values.Add(Next(random.Next(12), x, y));
        }

        if (random.Next(2) == 0)
            values.AddRange(Gradient.Of(values[^1].Clamp(-1f, 1f).Sum(), [values[0], values[random.Next(values.Count)]]));
        return values;
    }

    private static Tensor Next(int kind, Tensor x, Tensor y) => kind switch
    {
        0 => x.Square() * 0.3f,
        1 => x + y,
        2 => (x * y).Clamp(-2f, 2f),
        3 => x.MatMul(y) * 0.2f,
        4 => x.Softmax(),
        5 => x.Transpose(1, 0),
        6 => x.Reshape([2, 2, Side]).Slice(0, 1, 1).Reshape([2, Side]).StretchOver(y),
        7 => new[] { x.Slice(0, 2, 2), y.Slice(0, 0, 2) }.Concat(0),
        8 => x.Detach().Reshape([Side * Side]).Gelu().Reshape([Side, Side]),
        9 => x.SumLast().Reshape([Side, 1]) - y,
        10 => x.Greater(0.1f).Where(y, x),
        _ => x.LayerNorm(0.1f, y.Slice(0, 3, 1).Reshape([Side])),
    };
}

file static class Syntax
{
    /// <summary>Two rows of one value beside two of another.</summary>
    public static Tensor StretchOver(this Tensor half, Tensor other) => new[] { other.Slice(0, 1, 2), half }.Concat(0);
}
