using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Ops;

/// <summary>Divergences over a vocabulary whose logits are never stored, beside the same of stored ones.</summary>
public sealed class VocabularyTests
{
    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(3, 5, 511)]
    [InlineData(64, 16, 512)]
    [InlineData(65, 16, 513)]
    [InlineData(130, 33, 1500)]
    public void The_fused_divergence_is_its_composed_twin(int rows, int width, int words)
    {
        using var device = new CpuDevice(2);
        var fused = Evaluate(device, rows, width, words, 0f, logits => logits.KlReference());
        var composed = Evaluate(device, rows, width, words, 0f, logits => logits.LogSoftmax());
        Assert.Equal(composed[0][0], fused[0][0], 1e-5f * composed[0][0]);
        var size = composed[1].Max(MathF.Abs);
        Assert.All(fused[1].Zip(composed[1]), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, 1e-5f * size));
    }

    [Theory]
    [InlineData(200, 16, 700)]
    [InlineData(63, 8, 2000)]
    public void Results_are_equal_to_the_bit_for_any_number_of_threads(int rows, int width, int words)
    {
        using CpuDevice one = new(1), three = new(3);
        var alone = Evaluate(one, rows, width, words, 0f, logits => logits.KlReference());
        var together = Evaluate(three, rows, width, words, 0f, logits => logits.KlReference());
        Assert.Equal(alone.SelectMany(a => OpTests.Bits(a)), together.SelectMany(a => OpTests.Bits(a)));
    }

    [Fact]
    public void A_divergence_and_its_gradient_store_no_logits()
    {
        using var device = new CpuDevice(1);
        var graph = new Graph();
        Variable h = new("h", [200, 16]), target = new("target", [200, 16]), words = new("words", [3000, 16]), gradient = new("gradient", [200, 16]);
        var loss = graph.Read(h).Logits(graph.Read(words)).KlFromLogits(graph.Read(target).Logits(graph.Read(words)).KlReference());
        using var plan = Plan.Compile(device, new Assignment(gradient, Gradient.Of(loss, [graph.Read(h)])[0]));
        Assert.InRange(plan.ArenaBytes, 1, 200 * 3000 * sizeof(float) / 10);
    }

    [Fact]
    public void Logits_far_from_zero_do_not_overflow()
    {
        using var device = new CpuDevice(1);
        var far = Evaluate(device, 10, 16, 600, 100f, logits => logits.KlReference());
        var near = Evaluate(device, 10, 16, 600, 0f, logits => logits.KlReference());
        Assert.Equal(near[0][0], far[0][0], 1e-3f);
        Assert.All(far[1], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_target_lies_at_no_distance_from_itself()
    {
        using var device = new CpuDevice(1);
        var inputs = new CaseInputs(new Sizes(70, 16, 600, 1));
        var logits = inputs.Numbers([70, 16]).Logits(inputs.Weights([600, 16]));
        Assert.Equal(0f, Eager.Evaluate(device, logits.KlFromLogits(logits.KlReference()))[0], 1e-6f);
    }

    [Fact]
    public void A_small_vocabulary_has_its_logits_stored()
    {
        var inputs = new CaseInputs(new Sizes(2, 16, 63, 1));
        var logits = inputs.Numbers([2, 16]).Logits(inputs.Weights([63, 16]));
        Assert.Equal(logits.Shape, logits.KlReference().Shape);
    }

    [Fact]
    public void A_reference_of_products_refuses_logits_that_are_none()
    {
        var inputs = new CaseInputs(new Sizes(2, 4, 16, 1));
        var logits = inputs.Numbers([2, 4]).Logits(inputs.Weights([16, 4]));
        var thrown = Assert.Throws<ShapeException>(() => (2f * logits).KlFromLogits(logits.KlReference()));
        Assert.Contains("logits [2, 16] are none", thrown.Message, StringComparison.Ordinal);
    }

    // The divergence and its gradient; a common shift of every logit changes neither.
    private static float[][] Evaluate(CpuDevice device, int rows, int width, int words, float shift, Func<Tensor, Tensor> refer)
    {
        var inputs = new CaseInputs(new Sizes(rows, width, words, 1));
        var (h, target, vocabulary) = (inputs.Numbers([rows, width]), inputs.Numbers([rows, width]), inputs.Weights([words, width]));
        var ones = inputs.Graph.Fill(1f, [rows, 1]);
        var shifted = new[] { vocabulary, inputs.Graph.Fill(shift, [words, 1]) }.Concat(1);
        Tensor Logits(Tensor x) => new[] { x, ones }.Concat(1).Logits(shifted);
        var loss = Logits(h).KlFromLogits(refer(Logits(target)));
        return [Eager.Evaluate(device, loss), Eager.Evaluate(device, Gradient.Of(loss, [h])[0])];
    }
}
