using Cleave.Tensors.Kernels;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

public sealed unsafe class NetworkTableTests
{
    private const int Count = 64;

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(50)]
    [InlineData(128)]
    [InlineData(200)]
    public void A_cubic_is_interpolated_exactly(int intervals)
    {
        var table = new CubicTable(-intervals / 2, 2f / intervals, intervals);
        var x = Draws(-1f, 1f);
        var values = Nodes(table, Cubic);
        float[] cubics = new float[4 * table.Apart], t = new float[Count], y = new float[Count];
        var places = new int[Count];
        fixed (float* v = values, c = cubics, from = x, part = t, to = y)
        fixed (int* place = places)
        {
            table.Coefficients<V512>(v, c);
            table.Split<V128>(from, place, part, Count);
            table.Evaluate(c, place, part, to, Count);
        }

        Assert.All(x.Zip(y), p => Assert.Equal(Cubic(p.First), p.Second, 1e-5f));
        Assert.All(t, p => Assert.InRange(p, -1e-5f, 1f + 1e-5f));

        static float Cubic(float h) => 1f - (2f * h) + (0.5f * h * h) + (3f * h * h * h);
    }

    [Fact]
    public void Gradients_of_nodes_are_the_transpose_of_the_interpolation()
    {
        var table = new CubicTable(-2, 0.5f, 4);
        float[] x = Draws(-1f, 1f), dy = Draws(-2f, 3f), t = new float[Count], moments = new float[16], nodes = new float[table.Nodes];
        var places = new int[Count];
        fixed (float* from = x, part = t, up = dy, m = moments, n = nodes)
        fixed (int* place = places)
        {
            table.Split<V256>(from, place, part, Count);
            CubicTable.AddMoments(place, part, up, m, Count);
            table.Transpose(m, n);
        }

        var values = Nodes(table, h => MathF.Sin(h));
        Assert.Equal(Interpolated(table, values, x).Zip(dy, (y, d) => (double)y * d).Sum(), values.Zip(nodes, (v, g) => (double)v * g).Sum(), 1e-4);
    }

    [Fact]
    public void A_number_that_is_not_finite_spoils_its_own_row_alone()
    {
        using var device = new CpuDevice(1);
        var graph = new Graph();
        var h = new Variable("h", [1024, 1]);
        new RandomStream(1, "h").Normal(0, h.Span);
        h.Span[7] = float.NaN;
        var weights = graph.Fill(0.5f, [1, 16]);
        var z = Eager.Evaluate(device, graph.Read(h).ScalarNetworks(weights, weights, weights));
        Assert.Equal([7], Enumerable.Range(0, z.Length).Where(i => float.IsNaN(z[i])));
    }

    [Theory]
    [InlineData(4096, 1f, true)]
    [InlineData(64, 1f, false)]      // too few rows
    [InlineData(4096, 300f, false)]  // too rough
    public void A_table_is_made_where_it_saves_work(int rows, float weight, bool expected)
    {
        float[] h = [.. Enumerable.Range(0, rows).Select(r => (r / (float)rows) - 0.5f)], w1 = [weight, -weight], w2 = [1f, 2f];
        fixed (float* numbers = h, inner = w1, outer = w2)
            Assert.Equal(expected, NetworkTable.TryFor<V128>(numbers, rows, inner, outer, 2, out _));
    }

    private static float[] Interpolated(CubicTable table, float[] values, float[] x)
    {
        float[] cubics = new float[4 * table.Apart], t = new float[Count], y = new float[Count];
        var places = new int[Count];
        fixed (float* v = values, c = cubics, from = x, part = t, to = y)
        fixed (int* place = places)
        {
            table.Coefficients<V512>(v, c);
            table.Split<V128>(from, place, part, Count);
            table.Evaluate(c, place, part, to, Count);
        }

        return y;
    }

    private static float[] Nodes(CubicTable table, Func<float, float> function)
    {
        var nodes = new float[table.Nodes];
        fixed (float* n = nodes)
            table.Place(n);
        return Array.ConvertAll(nodes, h => function(h));
    }

    private static float[] Draws(float from, float to)
    {
        var values = new float[Count];
        new RandomStream(1, $"{from}..{to}").Uniform(0, values);
        return Array.ConvertAll(values, v => from + ((to - from) * v));
    }
}
