using Cleave.Tensors.Ops;
using Xunit;

namespace Cleave.Tensors.Tests.Plans;

public sealed class PlanTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Graph _graph = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_chain_reuses_the_memory_of_values_no_longer_needed()
    {
        var y = _graph.Read(Counting("x", 64)).Reshape([8, 8]);
        for (var i = 0; i < 10; i++)
            y = y.Transpose(1, 0);
        using var plan = Plan.Compile(_device, new Assignment(new Variable("y", [64]), y));
        Assert.Equal(10, plan.Operations);
        Assert.Equal(2 * 64 * sizeof(float), plan.ArenaBytes);
    }

    [Fact]
    public void An_elementwise_chain_stays_in_one_place()
    {
        var kept = new Variable("y", Shape.Scalar);
        using var plan = Plan.Compile(_device, new Assignment(kept, _graph.Read(Counting("x", 64)).Square().Exp().Sqrt().Relu().Sum()));
        Assert.Equal(64 * sizeof(float), plan.ArenaBytes);
    }

    [Fact]
    public void A_value_needed_again_is_not_overwritten()
    {
        var x = _graph.Read(Counting("x", 64)).Square();
        var y = x.Sqrt().Square() + x + x.Reshape([8, 8]).Slice(0, 2, 1).Sum();
        var kept = new Variable("y", [64]);
        using var plan = Plan.Compile(_device, new Assignment(kept, y));
        plan.Run();
        Assert.Equal(Eager.Evaluate(_device, y), kept.Span.ToArray());
    }

    [Fact]
    public void A_result_may_be_a_variable_a_view_or_kept_twice()
    {
        var x = Counting("x", 6);
        var square = _graph.Read(x).Square();
        Variable[] kept = [new("copy", [6]), new("view", [2]), new("first", [6]), new("second", [2, 3])];
        using var plan = Plan.Compile(_device, new Assignment(kept[0], _graph.Read(x)), new Assignment(kept[1], square.Slice(0, 2, 2)),
            new Assignment(kept[2], square), new Assignment(kept[3], square));
        plan.Run();
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], kept[0].Span.ToArray());
        Assert.Equal([4f, 9f], kept[1].Span.ToArray());
        Assert.Equal([0f, 1f, 4f, 9f, 16f, 25f], kept[2].Span.ToArray());
        Assert.Equal([0f, 1f, 4f, 9f, 16f, 25f], kept[3].Span.ToArray());
    }

    [Fact]
    public void A_phase_may_not_assign_what_it_reads()
    {
        var (x, y) = (Counting("x", 6), Counting("y", 6));
        Refused(new Assignment(x, _graph.Read(x).Square()));
        Refused(new Assignment(y, _graph.Read(x)), new Assignment(x, _graph.Read(y)));
        Refused(new Assignment(y, _graph.Read(x).Reshape([2, 3])), new Assignment(x, _graph.Fill(1f, [6])));
        Refused(new Assignment(y, _graph.Read(x)), new Assignment(y, _graph.Fill(1f, [6])));
        Refused(new Assignment(Counting("z", 5), _graph.Read(x)));

        void Refused(params Assignment[] assignments)
        {
            var error = Assert.Throws<ArgumentException>(() => Plan.Compile(_device, assignments));
            Assert.Contains("Phase step", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_later_phase_may_assign_what_an_earlier_one_reads()
    {
        var (x, y) = (Counting("x", 3), new Variable("y", [3]));
        using var plan = Plan.Compile(_device,
        [
            new Phase("square", [new Assignment(y, _graph.Read(x).Square())]),
            new Phase("back", [new Assignment(x, _graph.Read(y) + 1f)]),
        ]);
        Assert.Equal(["square", "back"], plan.Phases);
        plan.Run();
        plan.Run();
        Assert.Equal([2f, 5f, 26f], x.Span.ToArray());
    }

    [Fact]
    public void A_value_outlives_its_variable_when_a_later_phase_assigns_that_one()
    {
        var (x, y, z) = (Counting("x", 3), new Variable("y", [3]), new Variable("z", [3]));
        var square = _graph.Read(x).Square();
        using var plan = Plan.Compile(_device,
        [
            new Phase("first", [new Assignment(y, square)]),
            new Phase("second", [new Assignment(y, _graph.Fill(7f, [3]))]),
            new Phase("third", [new Assignment(z, square + 1f)]),
        ]);
        plan.Run();
        Assert.Equal([7f, 7f, 7f], y.Span.ToArray());
        Assert.Equal([1f, 2f, 5f], z.Span.ToArray());
    }

    [Fact]
    public void A_phase_writes_straight_into_a_variable_that_a_later_one_assigns_when_nobody_reads_the_value_later()
    {
        var (x, y) = (Counting("x", 3), new Variable("y", [3]));
        using var plan = Plan.Compile(_device,
            [new Phase("first", [new Assignment(y, _graph.Read(x).Square())]), new Phase("second", [new Assignment(y, _graph.Read(x).Exp())])]);
        Assert.Equal(2, plan.Operations);
        plan.RunPhase(0);
        Assert.Equal([0f, 1f, 4f], y.Span.ToArray());
        plan.RunPhase(1);
        Assert.Equal(Eager.Evaluate(_device, _graph.Read(x).Exp()), y.Span.ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4096)]
    public void Each_of_several_results_goes_straight_into_its_variable(int rows)
    {
        Tensor[] operands = [.. new[] { "x", "g", "u" }.Select(name => _graph.Read(Counting(name, rows * 3)).Reshape([rows, 3]) * 0.25f), _graph.Read(Counting("delta", rows)).Reshape([rows, 1])];
        var product = operands[0].TimesMask(operands[1].Interpolate(operands[2]), operands[3], null);
        var gradients = Gradient.Of(product.Square().Sum(), operands);
        var others = gradients.Select(g => 2f * g).ToArray();   // read where the results lie, or are said to lie
        var kept = gradients.Concat(others).Select(g => new Variable("kept", g.Shape)).ToArray();
        using var plan = Plan.Compile(_device, [.. gradients.Concat(others).Zip(kept, (value, target) => new Assignment(target, value))]);
        var profile = new StepProfile();
        plan.Profile(0, 0, profile);
        Assert.DoesNotContain(profile.Operations, o => o.Name == "Copy");
        for (var i = 0; i < gradients.Length; i++)
        {
            Assert.Equal(Eager.Evaluate(_device, gradients[i]), kept[i].Span.ToArray());
            Assert.Equal(Array.ConvertAll(kept[i].Span.ToArray(), value => 2f * value), kept[gradients.Length + i].Span.ToArray());
            Assert.Contains(kept[i].Span.ToArray(), value => value != 0f);
        }
    }

    [Fact]
    public void An_empty_value_is_planned_and_never_run()
    {
        var kept = new Variable("sum", [3]);
        using var plan = Plan.Compile(_device, new Assignment(kept, _graph.Read(new Variable("none", [0, 3])).Exp().SumRows() + 1f));
        plan.Run();
        Assert.Equal([1f, 1f, 1f], kept.Span.ToArray());
    }

    [Fact]
    public void A_profile_runs_a_phase_and_counts_every_operation()
    {
        var (x, kept) = (Counting("x", 3), new Variable("y", [3]));
        using var plan = Plan.Compile(_device, new Assignment(kept, _graph.Read(x).Square().Exp().Square()));
        var profile = new StepProfile();
        plan.Profile(0, 0, profile);
        Assert.Equal((2, 1), (profile.Costs[("", "Square")].Calls, profile.Costs[("", "Exp")].Calls));
        Assert.Equal(Eager.Evaluate(_device, _graph.Read(x).Square().Exp().Square()), kept.Span.ToArray());
    }

    [Fact]
    public void A_gradient_belongs_to_the_part_of_what_it_is_the_gradient_of()
    {
        var x = _graph.Read(Counting("x", 3));
        Tensor inner, loss;
        using (_graph.Within("inner"))
            inner = x.Square();
        using (_graph.Within("outer"))
            loss = inner.Exp().Sum();
        using var plan = Plan.Compile(_device, new Assignment(new Variable("gradient", [3]), Gradient.Of(loss, [x])[0]));
        var profile = new StepProfile();
        plan.Profile(0, 0, profile);
        Assert.Contains(("inner", "SquareGradient"), profile.Costs.Keys);
        Assert.All(profile.Costs.Keys.Where(k => k.Operation == "Exp"), k => Assert.Equal("outer", k.Part));
    }

    [Fact]
    public void A_profile_counts_two_operations_a_multiply_add_and_the_bytes_of_every_operand()
    {
        var product = _graph.Read(new Variable("a", [3, 5])).MatMul(_graph.Read(new Variable("b", [5, 7])));
        using var plan = Plan.Compile(_device, new Assignment(new Variable("c", [3, 7]), product));
        var profile = new StepProfile();
        plan.Profile(0, 0, profile);
        plan.Profile(0, 0, profile);
        var cost = profile.Operations.Single(o => o.Name == "MatMul").Cost;
        Assert.Equal((2, 2.0 * 2 * 3 * 5 * 7, 2.0 * sizeof(float) * (15 + 35 + 21)), (cost.Calls, cost.Flops, cost.Bytes));
    }

    private static Variable Counting(string name, int count)
    {
        var variable = new Variable(name, [count]);
        for (var i = 0; i < count; i++)
            variable.Span[i] = i;
        return variable;
    }
}
