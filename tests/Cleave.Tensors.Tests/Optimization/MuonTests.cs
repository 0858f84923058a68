using Cleave.Tensors.Ops;
using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Optimization;

public sealed class MuonTests : IDisposable
{
    private const float Rate = 0.02f;
    private static readonly Muon.Settings _settings = new(0.95f, 0.9f, 0.999f, 0.1f);
    private readonly CpuDevice _device = new(2);
    private readonly VariableGroup _group = new("model", [("wide", [6, 30]), ("bias", [37]), ("tall", [25, 4]), ("table", [3, 5])]);

    public MuonTests() => Draw("start", _group.Values, 0);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Updates_of_matrices_have_a_root_mean_square_of_a_fifth_of_the_rate()
    {
        var muon = new Muon(_group, IsMatrix, _settings with { WeightDecay = 0 });
        foreach (var name in (string[])["wide", "tall"])
        {
            var before = _group.Values[name].Span.ToArray();
            Step(muon, 0);
            var change = before.Zip(_group.Values[name].Span.ToArray(), (a, b) => (double)b - a);
            Assert.InRange(Math.Sqrt(change.Average(c => c * c)), 0.2 * Rate * 0.7, 0.2 * Rate * 1.2);
        }
    }

    [Fact]
    public void The_direction_is_the_gradient_plus_the_momentum_after_it()
    {
        var muon = new Muon(_group, IsMatrix, _settings with { WeightDecay = 0 });
        var momentum = new double[180];
        for (var t = 0; t < 3; t++)
        {
            var before = _group.Values["wide"].Span.ToArray();
            Step(muon, t, scale: 0.5f);
            double[] gradient = [.. _group.Gradients["wide"].Span.ToArray().Select(g => 0.5 * g)];
            momentum = [.. momentum.Zip(gradient, (b, g) => (0.95 * b) + g)];
            float[] direction = [.. gradient.Zip(momentum, (g, b) => (float)(g + (0.95 * b)))];
            var orthogonal = Orthogonal(direction, 6, 30);
            var after = _group.Values["wide"].Span.ToArray();
            for (var i = 0; i < 180; i++)
                Assert.Equal(before[i] - (Rate * 0.2 * Math.Sqrt(30) * orthogonal[i]), after[i], 1e-5);
        }
    }

    [Fact]
    public void What_is_no_matrix_steps_as_with_adamw()
    {
        var other = new VariableGroup("model", [("wide", [6, 30]), ("bias", [37]), ("tall", [25, 4]), ("table", [3, 5])]);
        _group.Values.Span.CopyTo(other.Values.Span);
        var (muon, adam) = (new Muon(_group, IsMatrix, _settings), new AdamW(other, weightDecay: 0.1f));
        for (var t = 0; t < 5; t++)
        {
            Step(muon, t);
            _group.Gradients.Span.CopyTo(other.Gradients.Span);
            adam.Step(_device, Rate);
        }

        Assert.Equal(other.Values["bias"].Span.ToArray(), _group.Values["bias"].Span.ToArray());
        Assert.Equal(other.Values["table"].Span.ToArray(), _group.Values["table"].Span.ToArray());
        Assert.NotEqual(other.Values["wide"].Span.ToArray(), _group.Values["wide"].Span.ToArray());
    }

    [Fact]
    public void Decay_shrinks_a_matrix_whose_gradient_is_nothing()
    {
        var before = _group.Values["tall"].Span.ToArray();
        new Muon(_group, IsMatrix, _settings).Step(_device, Rate);
        Assert.Equal(before.Select(v => v * (1 - (Rate * 0.1f))), _group.Values["tall"].Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_restored_optimizer_continues_with_the_same_bits_and_steps_allocate_nothing()
    {
        var first = new Muon(_group, IsMatrix, _settings);
        for (var t = 0; t < 3; t++)
            Step(first, t);
        var second = new Muon(_group, IsMatrix, _settings) { Count = first.Count };
        foreach (var (from, to) in first.State.Zip(second.State))
            from.Span.CopyTo(to.Span);
        var values = _group.Values.Span.ToArray();
        Step(first, 3);
        var expected = _group.Values.Span.ToArray();
        values.CopyTo(_group.Values.Span);
        Draw("gradient", _group.Gradients, 3);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        second.Step(_device, Rate);
        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(expected, _group.Values.Span.ToArray());
        Assert.Equal(["model.momentum.wide", "model.momentum.bias", "model.momentum.tall", "model.momentum.table", "model.second_moment.bias", "model.second_moment.table"],
            second.State.Select(v => v.Name));
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        var start = _group.Values.Span.ToArray();
        float[][] ends = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            start.CopyTo(_group.Values.Span);
            using var device = new CpuDevice(threads);
            var muon = new Muon(_group, IsMatrix, _settings);
            for (var t = 0; t < 3; t++)
            {
                Draw("gradient", _group.Gradients, t);
                muon.Step(device, Rate);
            }

            return _group.Values.Span.ToArray();
        })];
        Assert.Equal(ends[0], ends[1]);
        Assert.Equal(ends[0], ends[2]);
    }

    [Fact]
    public void It_finds_a_linear_map()
    {
        var group = new VariableGroup("model", [("w", [8, 5])]);
        var (graph, goal) = (new Graph(), new Variable("goal", [8, 5]));
        new RandomStream(9, "goal").Normal(0, goal.Span);
        var loss = (graph.Read(group.Values["w"]) - graph.Read(goal)).Square().Mean();
        using var plan = Plan.Compile(_device, new Assignment(group.Gradients["w"], Gradient.Of(loss, [graph.Read(group.Values["w"])])[0]));
        var muon = new Muon(group, _ => true, _settings with { WeightDecay = 0 });
        var before = Eager.Evaluate(_device, loss)[0];
        for (var t = 0; t < 400; t++)
        {
            plan.Run();
            muon.Step(_device, 0.1f * (1 - (t / 400f)));
        }

        Assert.True(Eager.Evaluate(_device, loss)[0] < 1e-3f * before);
    }

    [Fact]
    public void A_matrix_must_have_two_axes() => Assert.Contains("model.values.bias", Assert.Throws<ShapeException>(() => new Muon(_group, _ => true, _settings)).Message, StringComparison.Ordinal);

    private static bool IsMatrix(Variable variable) => variable.Shape.Rank == 2 && !variable.Name.EndsWith("table", StringComparison.Ordinal);

    private unsafe float[] Orthogonal(float[] start, int rows, int columns)
    {
        using var x = new NativeBuffer(start.Length);
        start.CopyTo(x.Span);
        var iteration = new NewtonSchulz(start.Length, Math.Min(rows, columns));
        var result = new Span<float>(iteration.Run(_device, x.Pointer, rows, columns), start.Length).ToArray();
        GC.KeepAlive(iteration);   // it owns the memory the result lies in
        return result;
    }

    private void Step(Muon muon, int t, float scale = 1f)
    {
        Draw("gradient", _group.Gradients, t);
        muon.Step(_device, Rate, scale);
    }

    private static void Draw(string purpose, VariableGroup.Layout layout, long step)
    {
        foreach (var variable in layout.Variables)
            new RandomStream(2, purpose + variable.Name).Normal(step, variable.Span);
    }
}
