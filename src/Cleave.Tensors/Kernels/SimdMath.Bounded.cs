using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <content>The functions that saturate, and the two made of them.</content>
internal static partial class SimdMath
{
    private const float RootHalf = 0.707106781f;
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

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var square = x * x;
        var p = V.Fill(-2.72614225801306e-10f);
        p = V.MultiplyAdd(p, square, V.Fill(2.77068142495902e-08f));
        p = V.MultiplyAdd(p, square, V.Fill(-2.10102402082508e-06f));
        p = V.MultiplyAdd(p, square, V.Fill(-5.69250639462346e-05f));
        p = V.MultiplyAdd(p, square, V.Fill(-7.34990630326855e-04f));
        p = V.MultiplyAdd(p, square, V.Fill(-2.95459980854025e-03f));
        p = V.MultiplyAdd(p, square, V.Fill(-1.60960333262415e-02f));
        var q = V.Fill(-1.45660718464996e-05f);
        q = V.MultiplyAdd(q, square, V.Fill(-2.13374055278905e-04f));
        q = V.MultiplyAdd(q, square, V.Fill(-1.68282697438203e-03f));
        q = V.MultiplyAdd(q, square, V.Fill(-7.37332916720468e-03f));
        q = V.MultiplyAdd(q, square, V.Fill(-1.42647390514189e-02f));

        // Beyond 3.92 a float cannot tell erf from 1, and products with large x must not see the last bit of the quotient.
        var one = V.Or(V.Fill(1f), V.And(x, V.FillBits(int.MinValue)));
        return V.Select(V.Greater(V.Abs(x), V.Fill(3.92f)), one, x * p / q);
    }

    /// <summary>x·Φ(x), Φ being the normal distribution function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var half = V.Fill(0.5f) * x;
        return V.MultiplyAdd(half, Erf(x * V.Fill(RootHalf)), half);
    }

    /// <summary>The derivative of <see cref="Gelu"/>: Φ(x) + xφ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluDerivative<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var half = V.Fill(0.5f);
        var below = V.MultiplyAdd(half, Erf(x * V.Fill(RootHalf)), half);
        var density = Exp(x * x * V.Fill(-0.5f)) * V.Fill(InverseRootTwoPi);
        return V.MultiplyAdd(x, density, below);
    }

    /// <summary><see cref="GeluDerivative"/>, and <see cref="Gelu"/> with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluWithDerivative<V>(V x, out V gelu)
        where V : unmanaged, ISimd<V>
    {
        var half = V.Fill(0.5f);
        var below = V.MultiplyAdd(half, Erf(x * V.Fill(RootHalf)), half);
        gelu = x * below;
        var density = Exp(x * x * V.Fill(-0.5f)) * V.Fill(InverseRootTwoPi);
        return V.MultiplyAdd(x, density, below);
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
