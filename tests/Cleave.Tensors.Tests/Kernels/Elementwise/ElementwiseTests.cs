using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

public sealed unsafe class ElementwiseTests
{
    [Fact]
    public void Every_length_is_mapped_to_its_end_and_no_further()
    {
        using var workers = new Workers(2);
        foreach (var n in Samples.Lengths)
        {
            using var x = Samples.Random(n + 1, 1);
            using var y = Samples.Random(n + 1, 2);
            using var u = Samples.Random(n + 1, 3);
            using var z = new NativeBuffer(n + 1);
            z.Span[n] = 7f;
            Elementwise.Map(workers, default(Exp), x.Pointer, z.Pointer, n);
            for (var i = 0; i < n; i++)
                Assert.InRange(Samples.RelativeError(z.Span[i], Math.Exp(x.Span[i])), 0, 2e-7);
            Elementwise.Zip(workers, default(Mix), x.Pointer, y.Pointer, z.Pointer, n);
            for (var i = 0; i < n; i++)
                Assert.Equal((3f * x.Span[i]) + y.Span[i], z.Span[i], 1e-5f);
            Elementwise.Zip(workers, default(MixThree), x.Pointer, y.Pointer, u.Pointer, z.Pointer, n);
            for (var i = 0; i < n; i++)
                Assert.Equal((x.Span[i] * y.Span[i]) + (0.5f * u.Span[i]), z.Span[i], 1e-5f);
            Assert.Equal(7f, z.Span[n]);
        }
    }

    [Fact]
    public void Narrow_widths_map_tails_too()
    {
        foreach (var n in Samples.Lengths)
        {
            using var x = Samples.Random(n, 1);
            using var y = new NativeBuffer(n);
            RowLoop.Map<Tanh, V256>(default, x.Pointer, y.Pointer, n);
            var wide = y.Span.ToArray();
            RowLoop.Map<Tanh, V128>(default, x.Pointer, y.Pointer, n);
            Assert.Equal(wide, y.Span.ToArray());
            RowLoop.Map<Tanh, V512>(default, x.Pointer, y.Pointer, n);
            Assert.Equal(wide, y.Span.ToArray());
            RowLoop.Map<Tanh, V1>(default, x.Pointer, y.Pointer, n);
            Assert.Equal(wide, y.Span.ToArray());
        }
    }

    [Fact]
    public void Adam_follows_its_formula_at_every_length()
    {
        using var workers = new Workers(2);
        foreach (var n in Samples.Lengths)
        {
            using var p = Samples.Random(n, 1);
            using var g = Samples.Random(n, 2);
            using var m = Samples.Random(n, 3, -0.1f, 0.1f);
            using var v = Samples.Random(n, 4, 0f, 0.1f);
            var (p0, m0, v0) = (p.Span.ToArray(), m.Span.ToArray(), v.Span.ToArray());
            AdamKernel.Step(workers, p.Pointer, g.Pointer, m.Pointer, v.Pointer, n, 0.01f, 0.9f, 0.99f, 1e-8f, 0.1f, 0.19f, 0.0199f, 0.5f);
            for (var i = 0; i < n; i++)
            {
                var gradient = 0.5 * g.Span[i];
                var first = (0.9 * m0[i]) + (0.1 * gradient);
                var second = (0.99 * v0[i]) + (0.01 * gradient * gradient);
                var expected = p0[i] - (0.01 * 0.1 * p0[i]) - (0.01 * (first / 0.19) / (Math.Sqrt(second / 0.0199) + 1e-8));
                Assert.Equal(expected, p.Span[i], 2e-6);
                Assert.Equal(first, m.Span[i], 1e-6);
                Assert.Equal(second, v.Span[i], 1e-6);
            }
        }
    }
}
