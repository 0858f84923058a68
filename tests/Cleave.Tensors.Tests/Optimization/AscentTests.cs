using Cleave.Tensors.Optimization;
using Cleave.Tensors.Randomness;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cleave.Tensors.Tests.Optimization;

public sealed class AscentTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly VariableGroup _sources = new("sources", [("r", [3]), ("delta", [2, 2])]);

    public void Dispose() => _device.Dispose();

    public static TheoryData<bool> Kinds => [true, false];

    [Fact]
    public void A_sign_step_follows_the_sign_and_ends_in_the_unit_interval()
    {
        Set([0.95f, 0.95f, 0.05f], [1e-4f, -20f, -3f]);
        var ascent = new SignAscent(_sources);
        ascent.Step(_device, 0.1f);
        Assert.Equal(1f, Source(0));
        Assert.Equal(0.85f, Source(1), 1e-6f);
        Assert.Equal(0f, Source(2));
        Assert.Equal(1, ascent.Count);
        Assert.Empty(ascent.Moments);
    }

    [Fact]
    public void A_sign_step_without_gradient_stays()
    {
        Set([0.25f, 0.5f, 1f], [0f, -0f, 0f]);
        new SignAscent(_sources).Step(_device, 0.1f);
        Assert.Equal([0.25f, 0.5f, 1f], _sources.Values["r"].Span.ToArray());
    }

    [Fact]
    public void An_adam_step_goes_up_the_gradient_and_ends_in_the_unit_interval()
    {
        Set([0.5f, 0.5f, 0.95f], [2f, -2f, 1f]);
        var ascent = new AdamAscent(_sources);
        ascent.Step(_device, 0.1f);
        Assert.Equal(0.6f, Source(0), 1e-6f);
        Assert.Equal(0.4f, Source(1), 1e-6f);
        Assert.Equal(1f, Source(2));
        Assert.Equal(1, ascent.Count);
        Assert.Equal(2, ascent.Moments.Count);
    }

    [Fact]
    public void Adam_ascent_is_the_naive_recurrence_with_projection()
    {
        var ascent = new AdamAscent(_sources, 0.5f, 0.99f);
        var (p, m, v) = (0.5, 0.0, 0.0);
        _sources.Values["r"].Span.Fill(0.5f);
        for (var t = 1; t <= 15; t++)
        {
            var g = Math.Cos(t) * t;
            _sources.Gradients["r"].Span.Fill((float)g);
            m = (0.5 * m) + (0.5 * g * 0.1f);
            v = (0.99f * v) + ((1 - (double)0.99f) * g * 0.1f * g * 0.1f);
            p = Math.Clamp(p + (0.07 * (m / (1 - Math.Pow(0.5, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.99f, t))) + 1e-8)), 0, 1);
            ascent.Step(_device, 0.07f, 0.1f);
            Assert.Equal(p, Source(0), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sources_never_leave_the_unit_interval(bool adam)
    {
        var gen = from seed in Gen.Choose(0, 1_000_000)
                  from rate in Gen.Elements(0.001f, 0.1f, 1f, 100f)
                  from scale in Gen.Elements(0f, 1e-6f, 1f, 1e6f)
                  select (seed, rate, scale);
        Prop.ForAll(Arb.From(gen), ((int Seed, float Rate, float Scale) c) =>
        {
            new RandomStream((ulong)c.Seed, "sources").Uniform(0, _sources.Values.Span);
            IAscent ascent = adam ? new AdamAscent(_sources) : new SignAscent(_sources);
            for (var step = 0; step < 4; step++)
            {
                new RandomStream((ulong)c.Seed, "gradients").Normal(step, _sources.Gradients.Span);
                ascent.Step(_device, c.Rate, c.Scale);
                Assert.All(_sources.Values.Span.ToArray(), r => Assert.InRange(r, 0f, 1f));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50).WithQuietOnSuccess(true));
    }

    private float Source(int index) => _sources.Values["r"].Span[index];

    private void Set(float[] values, float[] gradients)
    {
        values.CopyTo(_sources.Values["r"].Span);
        gradients.CopyTo(_sources.Gradients["r"].Span);
    }
}
