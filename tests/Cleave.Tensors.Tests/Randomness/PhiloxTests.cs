using Cleave.Tensors.Kernels;
using Cleave.Tensors.Randomness;
using Cleave.Tensors.Tests.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Randomness;

public sealed unsafe class PhiloxTests
{
    [Fact]
    public void Known_answers_of_the_authors_are_reproduced()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0, 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Philox.Block(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block(0x85a308d3243f6a88, 0x0370734413198a2e, 0x299f31d0a4093822));
    }

    [Fact]
    public void Uniforms_are_the_words_of_the_counters()
    {
        using var workers = new Workers(2);
        foreach (var n in Samples.Lengths)
        {
            using var y = new NativeBuffer(n + 1);
            y.Span[n] = 7f;
            Philox.FillUniform(workers, 0x123456789abcdef, 77, y.Pointer, 0, n);
            for (var i = 0; i < n; i++)
                Assert.Equal(Word(0x123456789abcdef, 77, i) >> 8, y.Span[i] * (1 << 24));
            Assert.Equal(7f, y.Span[n]);
            var host = new float[n];
            Philox.FillUniform(0x123456789abcdef, 77, host);
            Assert.Equal(host, y.Span[..n].ToArray());
        }
    }

    [Fact]
    public void Draws_are_the_same_at_every_width_and_from_any_counter()
    {
        const long far = (1L << 37) - 64;
        Same<UniformDraw>(far);
        Assert.Equal(Word(99, 3, far + 70) >> 8, At(99, 3, far, 70) * (1 << 24));
        Same<NormalDraw>(0);
    }

    [Fact]
    public void Normals_do_not_depend_on_threads_and_have_the_right_moments()
    {
        using var one = new Workers(1);
        using var two = new Workers(2);
        using var x = new NativeBuffer(1_000_003);
        using var y = new NativeBuffer(x.Length);
        Philox.FillNormal(one, 5, 6, x.Pointer, 0, x.Length);
        Philox.FillNormal(two, 5, 6, y.Pointer, 0, y.Length);
        Assert.True(x.Span.SequenceEqual(y.Span));
        double sum = 0, squares = 0, fourths = 0, inside = 0;
        foreach (var v in x.Span)
        {
            sum += v;
            squares += (double)v * v;
            fourths += Math.Pow(v, 4);
            inside += Math.Abs(v) < 1 ? 1 : 0;
        }

        Assert.Equal(0, sum / x.Length, 0.005);
        Assert.Equal(1, squares / x.Length, 0.01);
        Assert.Equal(3, fourths / x.Length, 0.05);
        Assert.Equal(0.6827, inside / x.Length, 0.003);
    }

    [Fact]
    public void Uniforms_fill_the_interval_evenly()
    {
        var values = new float[200_000];
        new RandomStream(1, "test").Uniform(0, values);
        var counts = new int[20];
        foreach (var v in values)
            counts[(int)(v * 20)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_500, 10_500));
    }

    private static void Same<TDraw>(long start)
        where TDraw : struct, IDraw
    {
        const int n = 1003;
        using var a = new NativeBuffer(n);
        using var b = new NativeBuffer(n);
        PhiloxFill.Run<TDraw, PhiloxLanes512, V512>(99, 3, a.Pointer, start, n);
        PhiloxFill.Run<TDraw, PhiloxLanes256, V256>(99, 3, b.Pointer, start, n);
        Assert.Equal(a.Span.ToArray(), b.Span.ToArray());
        PhiloxFill.Run<TDraw, PhiloxLanes128, V128>(99, 3, b.Pointer, start, n);
        Assert.Equal(a.Span.ToArray(), b.Span.ToArray());
    }

    private static float At(ulong key, long step, long start, int i)
    {
        using var y = new NativeBuffer(i + 1);
        PhiloxFill.Run<UniformDraw, PhiloxLanes128, V128>(key, step, y.Pointer, start, y.Length);
        return y.Span[i];
    }

    private static uint Word(ulong key, long step, long i)
    {
        var place = i % 32;
        var (x, y, z, w) = Philox.Block((ulong)((i / 32 * 8) + (place % 16 / 2)), (ulong)step, key);
        return ((int)place / 16, (int)place % 2) switch
        {
            (0, 0) => x,
            (0, _) => y,
            (_, 0) => z,
            _ => w,
        };
    }
}
