using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Decomposition.Tests.Training;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(ScheduleShape.Linear)]
    [InlineData(ScheduleShape.Cosine)]
    public void The_end_is_reached_at_the_last_step(ScheduleShape shape)
    {
        foreach (var fraction in (float[])[0f, 0.1f, 0.5f, 1f, 2f])
        {
            var schedule = new Schedule(1f, shape, fraction);
            Assert.Equal(1f, schedule.At(0, 100), 1e-6f);
            Assert.Equal(fraction, schedule.At(99, 100), 1e-6f);
            Assert.Equal(fraction, schedule.At(100, 100), 1e-6f);
        }
    }

    [Fact]
    public void A_schedule_can_end_early_and_is_held_from_there()
    {
        var schedule = new Schedule(2f, ScheduleShape.Cosine, 0.1f, WarmUp: 0.1f, End: 0.9f);   // the schedule of the VPD authors' Muon recipes
        Assert.Equal(1f, schedule.At(5, 100), 1e-6f);
        Assert.Equal(2f, schedule.At(10, 100), 1e-6f);
        Assert.True(schedule.At(88, 100) > 0.2f);
        foreach (var step in (long[])[89, 90, 95, 99, 100])
            Assert.Equal(0.2f, schedule.At(step, 100), 1e-6f);
    }

    [Fact]
    public void A_constant_is_constant() => Assert.All(Enumerable.Range(0, 100), s => Assert.Equal(1f, new Schedule(1f, FinalFraction: 0.5f).At(s, 100)));

    [Fact]
    public void A_cosine_is_half_way_down_in_the_middle() => Assert.Equal(0.5f, new Schedule(1f, ScheduleShape.Cosine, 0f).At(50, 101), 1e-6f);

    [Fact]
    public void A_warm_up_rises_on_a_straight_line_from_zero()
    {
        var schedule = new Schedule(0.001f, WarmUp: 0.1f);
        for (var step = 0; step <= 10; step++)
            Assert.Equal(0.001f * step / 10, schedule.At(step, 100), 1e-9f);
        Assert.Equal(0.00099f, new Schedule(0.001f, WarmUp: 1f).At(99, 100), 1e-9f);
    }

    [Fact]
    public void Runs_of_one_and_two_steps_are_defined()
    {
        Assert.Equal(1f, new Schedule(1f, ScheduleShape.Cosine, 0f).At(0, 1));
        Assert.Equal(1f, new Schedule(1f, ScheduleShape.Linear, 0f).At(0, 2));
        Assert.Equal(0f, new Schedule(1f, ScheduleShape.Linear, 0f).At(1, 2));
    }

    [Fact]
    public void A_step_outside_the_run_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(1f).At(101, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(1f).At(-1, 100));
    }

    [Theory]
    [InlineData(0.01, 0.01, 0.99990001)]
    [InlineData(0.02, 0.01, 0.49997500)]
    [InlineData(0.001, 0.01, 1)]
    public void Clipping_divides_by_the_norm_plus_a_millionth(double norm, float maximum, double expected) =>
        Assert.Equal((float)expected, Clipping.Factor(norm, maximum), 1e-6f);

    [Fact]
    public void Without_a_maximum_nothing_is_clipped() => Assert.Equal(1f, Clipping.Factor(1e9, null));
}
