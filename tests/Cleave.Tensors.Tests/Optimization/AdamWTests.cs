using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Optimization;

public sealed class AdamWTests : IDisposable
{
    private readonly CpuDevice _device = new(2);
    private readonly VariableGroup _group = new("model", [("a", [37]), ("b", [4, 5]), ("c", Shape.Scalar)]);

    public AdamWTests() => Draw("start", _group.Values, 0);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(0.9f, 0.999f, 0f, 1f)]
    [InlineData(0.9f, 0.999f, 0.1f, 1f)]
    [InlineData(0.5f, 0.99f, 0.01f, 0.25f)]
    [InlineData(0f, 0.99f, 0f, 3f)]
    public void Steps_are_those_of_the_naive_recurrence(float beta1, float beta2, float decay, float scale)
    {
        var adam = new AdamW(_group, beta1, beta2, 1e-6f, decay);
        var p = Widen(_group.Values);
        var (m, v) = (new double[p.Length], new double[p.Length]);
        for (var t = 1; t <= 20; t++)
        {
            Draw("gradient", _group.Gradients, t);
            var g = Array.ConvertAll(Widen(_group.Gradients), x => x * scale);
            var rate = 0.02f / t;
            for (var i = 0; i < p.Length; i++)
            {
                p[i] -= rate * decay * p[i];
                m[i] = (beta1 * m[i]) + ((1 - (double)beta1) * g[i]);
                v[i] = (beta2 * v[i]) + ((1 - (double)beta2) * g[i] * g[i]);
                p[i] -= rate * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, t))) + 1e-6);
            }

            adam.Step(_device, rate, scale);
            Close(p, Widen(_group.Values));
            Close(m, Widen(adam.FirstMoments));
            Close(v, Widen(adam.SecondMoments));
        }

        Assert.Equal(20, adam.Count);
    }

    [Fact]
    public void The_first_step_moves_by_the_rate_against_the_sign()
    {
        _group.Values["a"].Span.Fill(1f);
        _group.Gradients["a"].Span.Fill(1e-3f);
        _group.Gradients["a"].Span[0] = -50f;
        new AdamW(_group).Step(_device, 0.25f);
        Assert.Equal(1.25f, _group.Values["a"].Span[0], 1e-6f);
        Assert.Equal(0.75f, _group.Values["a"].Span[1], 1e-4f);
    }

    [Fact]
    public void A_restored_optimizer_continues_with_the_same_bits()
    {
        var first = new AdamW(_group, weightDecay: 0.1f);
        for (var t = 0; t < 3; t++)
            Step(first, t);
        var second = new AdamW(_group, weightDecay: 0.1f) { Count = first.Count };
        first.FirstMoments.Span.CopyTo(second.FirstMoments.Span);
        first.SecondMoments.Span.CopyTo(second.SecondMoments.Span);
        var values = _group.Values.Span.ToArray();
        Step(first, 3);
        var expected = _group.Values.Span.ToArray();
        values.CopyTo(_group.Values.Span);
        Step(second, 3);
        Assert.Equal(expected, _group.Values.Span.ToArray());
    }

    [Fact]
    public void Padding_between_variables_stays_zero()
    {
        var adam = new AdamW(_group, weightDecay: 0.1f);
        for (var t = 0; t < 3; t++)
            Step(adam, t);
        var used = _group.Values.Variables.Sum(v => v.Shape.Count);
        Assert.Equal(_group.Length - used, _group.Values.Span.ToArray().Count(x => x == 0f));
        Assert.Equal(0L, _group.Length % 16);
    }

    [Fact]
    public void The_norm_covers_all_gradients_and_the_factor_keeps_it_below_the_maximum()
    {
        _group.Gradients["a"].Span[3] = 3f;
        _group.Gradients["c"].Value = -4f;
        Assert.Equal(5.0, Clipping.GradientNorm(_device, _group), 1e-9);
        Assert.Equal(1f, Clipping.Factor(5.0, null));
        Assert.Equal(1f, Clipping.Factor(5.0, 6f));
        Assert.Equal((float)(2 / (5 + 1e-6)), Clipping.Factor(5.0, 2f));
        Assert.Equal(1f, Clipping.Factor(0.0, 1f));
    }

    [Fact]
    public void A_group_refuses_two_variables_of_one_name() =>
        Assert.Throws<ArgumentException>(() => new VariableGroup("twice", [("a", [1]), ("a", [2])]));

    [Fact]
    public void A_scalar_variable_has_a_value_and_others_refuse_it()
    {
        _group.Values["c"].Value = 2.5f;
        Assert.Equal([2.5f], _group.Values["c"].Span.ToArray());
        Assert.Contains("model.values.a[37]", $"{_group.Values["a"]}", StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _group.Values["a"].Value);
        Assert.Throws<InvalidOperationException>(() => _group.Values["a"].Value = 1f);
    }

    private void Step(AdamW adam, int t)
    {
        Draw("gradient", _group.Gradients, t);
        adam.Step(_device, 0.01f);
    }

    private static void Draw(string purpose, VariableGroup.Layout layout, long step)
    {
        foreach (var variable in layout.Variables)
            new RandomStream(2, purpose + variable.Name).Normal(step, variable.Span);
    }

    private static double[] Widen(VariableGroup.Layout layout) =>
        [.. layout.Variables.SelectMany(v => v.Span.ToArray()).Select(x => (double)x)];

    private static void Close(double[] expected, double[] found)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-5 * (1 + Math.Abs(expected[i])));
    }
}
