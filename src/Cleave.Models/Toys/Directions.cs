using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>Random directions for toys that are built rather than trained.</summary>
internal static class Directions
{
    /// <summary>Random orthonormal directions (Gram–Schmidt).</summary>
    public static float[][] Orthonormal(RandomStream stream, int count, int width)
    {
        var directions = new double[count][];
        for (var i = 0; i < count; i++)
        {
            directions[i] = [.. Normal(stream, i, width).Select(v => (double)v)];
            for (var pass = 0; pass < 2; pass++)   // twice is enough for orthogonality to rounding
            {
                for (var j = 0; j < i; j++)
                    Subtract(directions[i], directions[j]);
            }

            Normalise(directions[i]);
        }

        return [.. directions.Select(d => d.Select(v => (float)v).ToArray())];
    }

    /// <summary>A random unit vector.</summary>
    public static float[] Unit(RandomStream stream, long index, int width)
    {
        double[] direction = [.. Normal(stream, index, width).Select(v => (double)v)];
        Normalise(direction);
        return [.. direction.Select(v => (float)v)];
    }

    private static float[] Normal(RandomStream stream, long index, int width)
    {
        var values = new float[width];
        stream.Normal(index, values);
        return values;
    }

    private static void Subtract(double[] from, double[] direction)
    {
        var along = from.Zip(direction, (a, b) => a * b).Sum();
        for (var i = 0; i < from.Length; i++)
            from[i] -= along * direction[i];
    }

    private static void Normalise(double[] direction)
    {
        var norm = Math.Sqrt(direction.Sum(v => v * v));
        for (var i = 0; i < direction.Length; i++)
            direction[i] /= norm;
    }
}
