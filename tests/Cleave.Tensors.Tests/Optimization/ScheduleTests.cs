using Cleave.Tensors.Optimization;
using Xunit;

namespace Cleave.Tensors.Tests.Optimization;

/// <summary>The cases that the authors' code tests, worked by hand.</summary>
public sealed class ScheduleTests
{
    public static TheoryData<ScheduleShape, float> Decays
    {
        get
        {
            var data = new TheoryData<ScheduleShape, float>();
            foreach (var fraction in (float[])[0f, 0.1f, 0.5f, 1f, 2f])
            {
                data.Add(ScheduleShape.Linear, fraction);
                data.Add(ScheduleShape.Cosine, fraction);
            }

            return data;
        }
    }

    [Fact]
    public void Constant_is_constant() =>
        Assert.All(Enumerable.Range(0, 101), step => Assert.Equal(1f, new Schedule(1f, FinalFraction: 0.3f).At(step, 100)));

    [Theory]
    [MemberData(nameof(Decays))]
    public void Decay_begins_at_the_start_and_reaches_its_final_fraction_at_the_last_step(ScheduleShape shape, float fraction)
    {
        var schedule = new Schedule(1f, shape, fraction);
        Assert.Equal(1f, schedule.At(0, 100));
        Assert.Equal(fraction, schedule.At(99, 100), 1e-6f);
        Assert.Equal(fraction, schedule.At(100, 100), 1e-6f);
    }

    [Theory]
    [InlineData(ScheduleShape.Linear, 25, 0.75f)]
    [InlineData(ScheduleShape.Linear, 50, 0.5f)]
    [InlineData(ScheduleShape.Cosine, 25, 0.8535534f)]
    [InlineData(ScheduleShape.Cosine, 50, 0.5f)]
    public void Decay_follows_its_curve(ScheduleShape shape, long step, float expected) =>
        Assert.Equal(expected, new Schedule(1f, shape, 0f).At(step, 101), 1e-6f);

    [Fact]
    public void Warm_up_rises_from_zero_to_the_start()
    {
        var schedule = new Schedule(0.001f, WarmUp: 0.1f);
        Assert.Equal(0f, schedule.At(0, 100));
        for (var step = 0; step <= 10; step++)
            Assert.Equal(0.001f * step / 10, schedule.At(step, 100), 1e-9f);
        Assert.Equal(0.001f, schedule.At(10, 100));
        Assert.Equal(0.001f, schedule.At(99, 100));
    }

    [Fact]
    public void Decay_begins_after_the_warm_up()
    {
        var schedule = new Schedule(1f, ScheduleShape.Linear, 0f, 0.5f);
        Assert.Equal(0.98f, schedule.At(49, 100), 1e-6f);
        Assert.Equal(1f, schedule.At(50, 100));
        Assert.Equal(24f / 49, schedule.At(75, 100), 1e-6f);
        Assert.Equal(0f, schedule.At(99, 100));
    }

    [Fact]
    public void A_run_may_be_all_warm_up() => Assert.Equal(0.00099f, new Schedule(0.001f, WarmUp: 1f).At(99, 100), 1e-9f);

    [Theory]
    [InlineData(ScheduleShape.Constant)]
    [InlineData(ScheduleShape.Linear)]
    [InlineData(ScheduleShape.Cosine)]
    public void A_run_of_one_step_takes_it_at_the_start(ScheduleShape shape) => Assert.Equal(3f, new Schedule(3f, shape, 0f).At(0, 1));

    [Fact]
    public void A_run_of_two_steps_takes_start_and_end()
    {
        var schedule = new Schedule(1f, ScheduleShape.Linear, 0f);
        Assert.Equal((1f, 0f), (schedule.At(0, 2), schedule.At(1, 2)));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(-1)]
    public void A_step_outside_the_run_is_refused(long step) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule(1f).At(step, 100));

    [Theory]
    [InlineData(0.3, 0.5f, 1f, 2f)]
    [InlineData(0.25, 0f, 0.5f, 1.5f)]
    [InlineData(0.9, 0f, 0.5f, 1f)]
    [InlineData(0.5, 0.5f, 1f, 2f)]
    [InlineData(0.75, 0.5f, 1f, 1.5f)]
    [InlineData(1.0, 0.5f, 1f, 1f)]
    [InlineData(0.0, 0f, 1f, 2f)]
    [InlineData(1.0, 1f, 1f, 2f)]
    [InlineData(0.6, 0.5f, 0.5f, 1f)]
    public void Anneal_moves_between_its_shares_and_stays_outside(double share, float begin, float end, float expected) =>
        Assert.Equal(expected, new Anneal(2f, 1f, begin, end).At(share), 1e-6f);

    [Fact]
    public void An_anneal_to_its_own_start_stays() =>
        Assert.All(Enumerable.Range(0, 11), tenth => Assert.Equal(2f, new Anneal(2f, 2f).At(tenth / 10.0)));
}
