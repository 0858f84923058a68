namespace Cleave.Tensors.Tests.Kernels;

/// <summary>The normal distribution in double precision.</summary>
internal static class Normal
{
    public static double Distribution(double x) => 0.5 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>By its series near zero and by a continued fraction of the complement elsewhere.</summary>
    public static double Erf(double x)
    {
        var size = Math.Abs(x);
        if (size > 6)
            return Math.Sign(x);
        if (size > 2.5)
        {
            var fraction = 0.0;
            for (var k = 60; k > 0; k--)
                fraction = k / 2.0 / (size + fraction);
            return Math.Sign(x) * (1 - (Math.Exp(-size * size) / Math.Sqrt(Math.PI) / (size + fraction)));
        }

        double term = x, sum = x;
        for (var k = 1; k < 80; k++)
        {
            term *= -x * x / k;
            sum += term / ((2 * k) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
