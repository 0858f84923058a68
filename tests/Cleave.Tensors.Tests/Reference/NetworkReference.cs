using Cleave.Tensors.Tests.Kernels;

namespace Cleave.Tensors.Tests.Reference;

/// <summary>Many small networks of one number each, network by network.</summary>
internal static class NetworkReference
{
    public static double[] Outputs((int Rows, int Networks, int Hidden) sizes, double[][] x)
    {
        var result = new double[sizes.Rows * sizes.Networks];
        Visit(sizes, (number, weight) => result[number] += x[3][weight] * Gelu((x[1][weight] * x[0][number]) + x[2][weight]));
        return result;
    }

    /// <summary>dh, dw₁, db₁ and dw₂ in one row.</summary>
    public static double[] Gradients((int Rows, int Networks, int Hidden) sizes, double[][] x)
    {
        var (numbers, table) = (sizes.Rows * sizes.Networks, sizes.Networks * sizes.Hidden);
        var result = new double[numbers + (3 * table)];
        Visit(sizes, (number, weight) =>
        {
            var before = (x[1][weight] * x[0][number]) + x[2][weight];
            var back = x[4][number] * x[3][weight] * (Below(before) + (before * Math.Exp(-before * before / 2) / Math.Sqrt(2 * Math.PI)));
            result[number] += back * x[1][weight];
            result[numbers + weight] += back * x[0][number];
            result[numbers + table + weight] += back;
            result[numbers + (2 * table) + weight] += x[4][number] * Gelu(before);
        });
        return result;
    }

    private static void Visit((int Rows, int Networks, int Hidden) sizes, Action<int, int> visit)
    {
        for (var number = 0; number < sizes.Rows * sizes.Networks; number++)
        {
            for (var j = 0; j < sizes.Hidden; j++)
                visit(number, (number % sizes.Networks * sizes.Hidden) + j);
        }
    }

    private static double Gelu(double x) => x * Below(x);

    private static double Below(double x) => Normal.Distribution(x);
}
