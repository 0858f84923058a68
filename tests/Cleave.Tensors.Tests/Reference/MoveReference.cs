using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Reference;

internal static class MoveReference
{
    public static double[]? Compute(Tensor t, double[][] x) => t.Op switch
    {
        Transpose p => Transpose(t, p.Order, x[0]),
        Slice s => Slice(s.Extents, x[0], (int)t.Shape.Count),
        Pad p => Pad(p.Extents, x[0], (int)t.Shape.Count),
        Concat c => Concat(c.Extents, x),
        _ => null,
    };

    private static double[] Transpose(Tensor t, int[] order, double[] x)
    {
        var result = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var at = Positions.Of(t.Shape, i);
            var from = new int[at.Length];
            for (var axis = 0; axis < at.Length; axis++)
                from[order[axis]] = at[axis];
            result[i] = x[Positions.Flat(t.Inputs[0].Shape, from)];
        }

        return result;
    }

    private static int Outside((int Outer, int Axis, int Inner, int Start, int Length) e, int i)
    {
        var at = Positions.Of([e.Outer, e.Length, e.Inner], i);
        return Positions.Flat([e.Outer, e.Axis, e.Inner], at[0], at[1] + e.Start, at[2]);
    }

    private static double[] Slice((int Outer, int Axis, int Inner, int Start, int Length) extents, double[] x, int count) =>
        [.. Enumerable.Range(0, count).Select(i => x[Outside(extents, i)])];

    private static double[] Pad((int Outer, int Axis, int Inner, int Start, int Length) extents, double[] x, int count)
    {
        var result = new double[count];
        for (var i = 0; i < x.Length; i++)
            result[Outside(extents, i)] = x[i];
        return result;
    }

    private static double[] Concat((int Outer, int Inner, int[] Lengths) e, double[][] x)
    {
        var widths = Array.ConvertAll(e.Lengths, l => l * e.Inner);
        return [.. Enumerable.Range(0, e.Outer).SelectMany(o => x.SelectMany((part, i) => part.Skip(o * widths[i]).Take(widths[i])))];
    }
}
