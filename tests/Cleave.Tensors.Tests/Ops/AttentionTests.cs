using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>Attention in tiles beside plain operations.</summary>
public sealed class AttentionTests
{
    /// <summary>Positions, heads, heads of keys and width: tiles left over, whole ones, several blocks and parts, and no room for tiles.</summary>
    public static TheoryData<int, int, int, int, bool> Cases()
    {
        var cases = new TheoryData<int, int, int, int, bool>();
        foreach (var causal in (bool[])[false, true])
        {
            cases.Add(1, 2, 1, 3, causal);
            cases.Add(37, 4, 2, 8, causal);
            cases.Add(64, 3, 3, 5, causal);
            cases.Add(128, 8, 4, 8, causal);
            cases.Add(200, 2, 1, 64, causal);
            cases.Add(9, 1, 1, AttentionShape.WidestInTiles, causal);
            cases.Add(9, 1, 1, AttentionShape.WidestInTiles + 1, causal);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attention_in_tiles_is_its_composed_twin(int positions, int heads, int kvHeads, int width, bool causal)
    {
        using var device = new CpuDevice(2);
        var fused = Evaluate(device, positions, heads, kvHeads, width, 3f, (q, k, v) => q.Attention(k, v, causal));
        var composed = Evaluate(device, positions, heads, kvHeads, width, 3f, (q, k, v) => AttentionSyntax.Composed(q, k, v, causal));
        foreach (var (one, other) in fused.Zip(composed))
        {
            var size = other.Max(MathF.Abs);
            Assert.True(size > 0 || positions == 1);
            Assert.All(one.Zip(other), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, 1e-5f * MathF.Max(size, 1e-1f)));
        }
    }

    [Fact]
    public void Scores_too_large_for_an_exponential_do_not_overflow()
    {
        using var device = new CpuDevice(1);
        var fused = Evaluate(device, 150, 2, 2, 8, 300f, (q, k, v) => q.Attention(k, v, causal: true));
        var composed = Evaluate(device, 150, 2, 2, 8, 300f, (q, k, v) => AttentionSyntax.Composed(q, k, v, causal: true));
        Assert.All(fused.SelectMany(f => f), x => Assert.True(float.IsFinite(x)));
        Assert.All(fused[0].Zip(composed[0]), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, 2e-2f));
    }

    [Fact]
    public void A_later_key_that_is_not_a_number_changes_no_earlier_output()
    {
        using var device = new CpuDevice(1);
        var graph = new Graph();
        float[] values = [.. Enumerable.Range(0, 40).Select(i => i == 39 ? float.NaN : i / 40f)];
        var x = new Variable("x", [1, 40, 1, 1]);
        values.CopyTo(x.Span);
        var read = graph.Read(x);
        var y = Eager.Evaluate(device, read.Attention(read, graph.Fill(1f, [1, 40, 1, 1]), causal: true));
        Assert.All(y[..39], v => Assert.Equal(1f, v, 1e-6));
        Assert.True(float.IsNaN(y[39]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Results_are_equal_to_the_bit_for_any_number_of_threads(bool causal)
    {
        using CpuDevice one = new(1), three = new(3);
        var alone = Evaluate(one, 300, 4, 2, 8, 1f, (q, k, v) => q.Attention(k, v, causal));
        var together = Evaluate(three, 300, 4, 2, 8, 1f, (q, k, v) => q.Attention(k, v, causal));
        Assert.Equal(alone.SelectMany(a => OpTests.Bits(a)), together.SelectMany(a => OpTests.Bits(a)));
    }

    private static float[][] Evaluate(
        CpuDevice device, int positions, int heads, int kvHeads, int width, float scale, Func<Tensor, Tensor, Tensor, Tensor> attention)
    {
        var inputs = new CaseInputs(new Sizes(2, positions, width, 1));
        Tensor Heads(int count) => inputs.Numbers([2, positions, count, width], -1f, 1f);
        Tensor[] operands = [Heads(heads), Heads(kvHeads), Heads(kvHeads)];
        var y = attention(operands[0] * scale, operands[1], operands[2]);
        var loss = (y * inputs.Weights(y.Shape)).Sum();
        return [Eager.Evaluate(device, y), .. Gradient.Of(loss, operands).Select(g => Eager.Evaluate(device, g))];
    }
}
