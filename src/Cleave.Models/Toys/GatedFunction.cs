using Cleave.Tensors.Randomness;

namespace Cleave.Models.Toys;

/// <summary>F(x) = a·cos(b·x + c) + d·sin(e·x + f) + g, at work only while its control bit is 1 (APD, hand-coded functions).</summary>
public sealed record GatedFunction(float A, float B, float C, float D, float E, float F, float G)
{
    /// <summary>
    /// The function of an index: amplitudes a, d in [0.5, 1), frequencies b, e in [0.5, 1.5), phases c, f in [0, 2π), offset g in [−1, 1).
    /// The reference does not state its ranges; these are ours.
    /// </summary>
    public static GatedFunction Draw(ulong seed, int index)
    {
        Span<float> u = stackalloc float[7];
        new RandomStream(seed, $"hand-coded/{index}").Uniform(0, u);
        return new GatedFunction(0.5f + (u[0] / 2), 0.5f + u[1], u[2] * MathF.Tau, 0.5f + (u[3] / 2), 0.5f + u[4], u[5] * MathF.Tau, (2 * u[6]) - 1);
    }

    /// <summary>F(x).</summary>
    public double At(double x) => (A * Math.Cos((B * x) + C)) + (D * Math.Sin((E * x) + F)) + G;

    /// <summary>
    /// Most that straight lines between points of the function can miss it by, when the points are <paramref name="spacing"/> apart:
    /// max |F″|·spacing²/8, with |F″| at most a·b² + d·e².
    /// </summary>
    public double LargestMiss(double spacing) => ((A * B * B) + (D * E * E)) * spacing * spacing / 8;
}
