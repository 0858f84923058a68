using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Reference;

/// <summary>What masks let through, number by number.</summary>
internal static class MaskReference
{
    public static double[] Outputs(MaskedShape shape, double[][] x)
    {
        var result = new double[shape.Rows * shape.Width];
        Visit(shape, x, (at, _, _, mask, route) => result[at] = x[0][at] * mask * route);
        return result;
    }

    /// <summary>Those of dx, dg, du and dδ that are wanted, in one row.</summary>
    public static double[] Gradients(MaskedShape shape, MaskedWants wants, double[][] x)
    {
        var numbers = shape.Rows * shape.Width;
        var (dx, dg, du, ddelta) = (new double[numbers], new double[numbers], new double[numbers], new double[shape.Rows]);
        Visit(shape, x, (at, shared, row, mask, route) =>
        {
            var share = x[^1][at] * x[0][at] * route;
            dx[at] = x[^1][at] * mask * route;
            dg[at] = share * (1 - x[2][shared]);
            du[at] = share * (1 - x[1][at]);
            ddelta[row] -= share;
        });
        return [.. wants.X ? dx : [], .. wants.G ? dg : [], .. wants.U ? du : [], .. wants.Delta ? ddelta : []];
    }

    private static void Visit(MaskedShape shape, double[][] x, Action<long, long, long, double, double> visit)
    {
        for (long at = 0; at < shape.Rows * shape.Width; at++)
        {
            var row = at / shape.Width;
            var shared = (row / shape.Sharing.Divide % shape.Sharing.Modulo * shape.Width) + (at % shape.Width);
            var mask = x[1][at] + ((1 - x[1][at]) * x[2][shared]) - (shape.Delta ? x[3][row] : 0);
            visit(at, shared, row, mask, shape.Route ? x[shape.Delta ? 4 : 3][row] : 1);
        }
    }
}
