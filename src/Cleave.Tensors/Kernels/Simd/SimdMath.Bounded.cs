using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <content>The functions that saturate, and the two made of them.</content>
internal static partial class SimdMath
{
    private const float InverseRootTwoPi = 0.398942280f;

    /// <summary>1/(1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var one = V.Fill(1f);
        return one / (one + Exp(-x));
    }

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var size = V.Abs(x);
        var sign = V.And(x, V.FillBits(int.MinValue));
        var one = V.Fill(1f);
        var large = one - (V.Fill(2f) / (Exp(size + size) + one));

        var square = x * x;
        var p = V.Fill(-5.70498872745e-3f);
        p = V.MultiplyAdd(p, square, V.Fill(2.06390887954e-2f));
        p = V.MultiplyAdd(p, square, V.Fill(-5.37397155531e-2f));
        p = V.MultiplyAdd(p, square, V.Fill(1.33314422036e-1f));
        p = V.MultiplyAdd(p, square, V.Fill(-3.33332819422e-1f));
        var small = V.MultiplyAdd(p * square, x, x);
        return V.Select(V.Greater(V.Fill(0.625f), size), small, V.Or(large, sign));
    }

    /// <summary>x·Φ(x), Φ being the normal distribution function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu<V>(V x)
        where V : unmanaged, ISimd<V> => x * NormalBelow(x, x * x);

    /// <summary>The derivative of <see cref="Gelu"/>: Φ(x) + xφ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluDerivative<V>(V x)
        where V : unmanaged, ISimd<V> => GeluWithDerivative(x, out _);

    /// <summary><see cref="GeluDerivative"/>, and <see cref="Gelu"/> with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluWithDerivative<V>(V x, out V gelu)
        where V : unmanaged, ISimd<V>
    {
        var square = x * x;
        var below = NormalBelow(x, square);
        gelu = x * below;
        return V.MultiplyAdd(x, NormalDensity(square), below);
    }

    /// <summary>
    /// Φ(x), within 2e-7 and exactly 0 and 1 beyond ±5: no division and no exponential, because networks compute it more often than
    /// anything else. Φ(x) = ½ + x·P(x²), P being the Chebyshev polynomial of degree 13 on [0, 25], in powers of a variable from −1 to 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalBelow<V>(V x, V square)
        where V : unmanaged, ISimd<V>
    {
        var s = V.MultiplyAdd(V.AtMost(25f, square), V.Fill(0.08f), V.Fill(-1f));
        var p = V.Fill(-3.030418884e-04f);
        p = V.MultiplyAdd(p, s, V.Fill(7.353763795e-04f));
        p = V.MultiplyAdd(p, s, V.Fill(-6.918448489e-04f));
        p = V.MultiplyAdd(p, s, V.Fill(1.374596148e-03f));
        p = V.MultiplyAdd(p, s, V.Fill(-3.758024424e-03f));
        p = V.MultiplyAdd(p, s, V.Fill(6.766527425e-03f));
        p = V.MultiplyAdd(p, s, V.Fill(-1.056846045e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(1.623608917e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(-2.342857234e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(3.147675842e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(-4.042435065e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(5.151792988e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(-7.029686868e-02f));
        p = V.MultiplyAdd(p, s, V.Fill(1.413638145e-01f));

        // Beyond 5 the square stands still and x·P(25) grows past ½, where the limits make it exact.
        return V.AtLeast(0f, V.AtMost(1f, V.MultiplyAdd(x, p, V.Fill(0.5f))));
    }

    /// <summary>φ(x) of x², within 2e-7 of its value: 2^y for y = −x²·log₂(e)/2, of which the whole part scales a polynomial in the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalDensity<V>(V square)
        where V : unmanaged, ISimd<V>
    {
        var y = V.AtMost(170f, square) * V.Fill(-0.5f * Log2E);
        var n = V.Round(y);
        var rest = y - n;
        var p = V.Fill(5.345998798e-04f);
        p = V.MultiplyAdd(p, rest, V.Fill(3.860180266e-03f));
        p = V.MultiplyAdd(p, rest, V.Fill(2.214260213e-02f));
        p = V.MultiplyAdd(p, rest, V.Fill(9.583434463e-02f));
        p = V.MultiplyAdd(p, rest, V.Fill(2.765257359e-01f));
        return V.ScaleByPowerOfTwo(V.MultiplyAdd(p, rest, V.Fill(InverseRootTwoPi)), n);
    }

    /// <summary>Sine and cosine of 2πu for u from −1 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCosOfTurns<V>(V u, out V sin, out V cos)
        where V : unmanaged, ISimd<V>
    {
        var quarters = u * V.Fill(4f);
        var nearest = V.Round(quarters);
        var angle = (quarters - nearest) * V.Fill(1.57079633f);
        var square = angle * angle;
        var p = V.MultiplyAdd(V.Fill(-1.9515295891e-4f), square, V.Fill(8.3321608736e-3f));
        p = V.MultiplyAdd(p, square, V.Fill(-1.6666654611e-1f));
        var s = V.MultiplyAdd(p * square, angle, angle);
        var q = V.MultiplyAdd(V.Fill(2.443315711809948e-5f), square, V.Fill(-1.388731625493765e-3f));
        q = V.MultiplyAdd(q, square, V.Fill(4.166664568298827e-2f));
        var c = V.MultiplyAdd(q * square, square, V.MultiplyAdd(square, V.Fill(-0.5f), V.Fill(1f)));

        // Each quarter turn swaps the two and changes one sign: bit 0 of the quadrant is the swap, bit 1 the sine's sign.
        var quadrant = V.ToInteger(nearest);
        var swap = V.SubtractBits(V.FillBits(0), V.And(quadrant, V.FillBits(1)));
        var two = V.FillBits(2);
        var sinSign = V.ShiftLeft(V.And(quadrant, two), 30);
        var cosSign = V.ShiftLeft(V.And(V.AddBits(quadrant, V.FillBits(1)), two), 30);
        sin = V.Xor(V.Select(swap, c, s), sinSign);
        cos = V.Xor(V.Select(swap, s, c), cosSign);
    }
}
