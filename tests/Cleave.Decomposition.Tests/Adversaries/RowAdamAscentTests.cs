using Cleave.Decomposition.Tests.Problems;
using Cleave.Tensors;
using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Adversaries;

public sealed class RowAdamAscentTests : IDisposable
{
    private const int Rows = 3;
    private const float Rate = 0.02f;
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Rows_that_are_always_used_follow_the_plain_ascent_bit_for_bit()
    {
        var (plain, byRows) = (Group(), Group());
        var (one, other) = (new AdamAscent(plain), new RowAdamAscent(byRows));
        for (var step = 0; step < 20; step++)
        {
            SetGradients(plain, step);
            SetGradients(byRows, step);
            one.Step(_device, Rate, 2f);
            other.Step(_device, Rate, 2f);
            Assert.Equal(plain.Values.Span.ToArray(), byRows.Values.Span.ToArray());
        }

        Assert.Equal(one.Moments[1].Span.ToArray(), other.Moments[1].Span.ToArray());
        Assert.All(other.Moments[2].Variables[0].Span.ToArray(), count => Assert.Equal(20f, count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_whose_gradient_is_zero_throughout_rests_and_forgets_nothing(bool negative)
    {
        var group = Group();
        var ascent = new RowAdamAscent(group);
        SetGradients(group, 0);
        ascent.Step(_device, Rate);
        var before = State(group, ascent, row: 1);
        var others = State(group, ascent, row: 2);
        for (var step = 1; step < 5; step++)
        {
            SetGradients(group, step);
            foreach (var gradient in group.Gradients.Variables)
                Row(gradient, 1).Fill(negative ? -0f : 0f);
            ascent.Step(_device, Rate);
        }

        Assert.Equal(before, State(group, ascent, row: 1));
        Assert.NotEqual(others, State(group, ascent, row: 2));
        Assert.Equal([5f, 1f, 5f], ascent.Moments[2].Variables[0].Span.ToArray());
    }

    [Fact]
    public void The_first_ascent_of_a_row_is_as_large_however_late_it_comes()
    {
        var group = Group();
        var ascent = new RowAdamAscent(group);
        for (var step = 0; step < 50; step++)
        {
            SetGradients(group, step);
            if (step < 49)
            {
                foreach (var gradient in group.Gradients.Variables)
                    Row(gradient, 0).Clear();
            }

            ascent.Step(_device, Rate);
        }

        // Adam's first step is the rate in the direction of the gradient.
        var site = group.Values["site"];
        var gradients = Row(group.Gradients["site"], 0).ToArray();
        Assert.Equal([.. gradients.Select(g => 0.5f + (Rate * Math.Sign(g)))], Row(site, 0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void One_used_entry_uses_the_whole_row()
    {
        var group = Group();
        var ascent = new RowAdamAscent(group);
        group.Gradients["site.delta"].Span[4] = 1e-30f;
        ascent.Step(_device, Rate);
        Assert.Equal([0f, 0f, 1f], ascent.Moments[2].Variables[0].Span.ToArray());
    }

    private static VariableGroup Group()
    {
        var group = new VariableGroup("s", [("site", [Rows, 2, 11]), ("site.delta", [Rows, 2, 1])]);
        foreach (var variable in group.Values.Variables)
            variable.Span.Fill(0.5f);
        return group;
    }

    private static void SetGradients(VariableGroup group, int step)
    {
        foreach (var gradient in group.Gradients.Variables)
            Numbers.Set(gradient, Numbers.Random((int)gradient.Shape.Count, step));
    }

    private static Span<float> Row(Variable variable, int row)
    {
        var width = (int)variable.Shape.Count / Rows;
        return variable.Span.Slice(row * width, width);
    }

    private static float[] State(VariableGroup group, RowAdamAscent ascent, int row) =>
        [.. ((VariableGroup.Layout[])[group.Values, ascent.Moments[0], ascent.Moments[1]]).SelectMany(l => l.Variables).SelectMany(v => Row(v, row).ToArray())];
}
