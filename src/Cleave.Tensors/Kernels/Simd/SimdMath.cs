using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>Elementary functions by polynomials, the same for every register width.</summary>
internal static partial class SimdMath
{
    private const float Log2E = 1.44269504f;
    private const float Ln2 = 0.693147181f;

    // ln 2 in two pieces: the first has trailing zeros, so that its product with a small whole number is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    private const int RootHalfBits = 0x3f3504f3;
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>eˣ; 0 and +∞ beyond the range of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        x = V.AtLeast(-105f, V.AtMost(90f, x));
        var n = V.Round(x * V.Fill(Log2E));
        var r = V.MultiplyAdd(n, V.Fill(-Ln2High), x);
        r = V.MultiplyAdd(n, V.Fill(-Ln2Low), r);
        return V.ScaleByPowerOfTwo(ExpNearZero(r), n);
    }

    /// <summary>
    /// 2ˣ for x up to 127, within 2e-7 of its value, and 2⁻¹²⁶ for x below −126: numbers much smaller than that take processors many times as long to make.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        x = V.AtLeast(-126f, x);
        V unit = V.Fill(12582912f), shifted = x + unit;   // 3·2²², whose last bit is a one: the sum's last bits are the nearest whole number n
        var r = x - (shifted - unit);
        var p = V.Fill(1.326472718e-3f);
        p = V.MultiplyAdd(p, r, V.Fill(9.671512644e-3f));
        p = V.MultiplyAdd(p, r, V.Fill(5.550733743e-2f));
        p = V.MultiplyAdd(p, r, V.Fill(2.402224209e-1f));
        p = V.MultiplyAdd(p, r, V.Fill(6.931469776e-1f));
        return V.AddBits(V.MultiplyAdd(p, r, V.Fill(1f)), V.ShiftLeft(shifted, 23));   // ·2ⁿ: n joins the exponent, which the range above leaves room in
    }

    /// <summary>ln x; −∞ at 0 and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var f = SplitForLog(x, out var e);
        var tail = V.MultiplyAdd(e, V.Fill(Ln2Low), LogTail(f));
        return LogLimits(x, V.MultiplyAdd(e, V.Fill(Ln2High), f + tail));
    }

    /// <summary>log₂ x; −∞ at 0 and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var f = SplitForLog(x, out var e);
        return LogLimits(x, V.MultiplyAdd(f + LogTail(f), V.Fill(Log2E), e));
    }

    /// <summary>xᵖ for x ≥ 0, with 0⁰ = 1 and 0 to a negative power +∞; NaN for x below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow<V>(V x, V p)
        where V : unmanaged, ISimd<V>
    {
        var f = SplitForLog(x, out var e);
        var fraction = (f + LogTail(f)) * V.Fill(Log2E);

        // p·e keeps its rounding error, or a large exponent would drown the fraction.
        var whole = p * e;
        var error = V.MultiplyAdd(p, e, -whole);
        var power = V.MultiplyAdd(p, fraction, whole);
        var n = V.Round(power);
        var r = (whole - n) + V.MultiplyAdd(p, fraction, error);
        var result = V.ScaleByPowerOfTwo(ExpNearZero(r * V.Fill(Ln2)), n);

        var zero = V.Fill(0f);
        var infinity = V.Fill(float.PositiveInfinity);
        result = V.Select(V.Greater(power, V.Fill(130f)), infinity, result);
        result = V.Select(V.Greater(V.Fill(-155f), power), zero, result);
        var up = V.Select(V.Greater(p, zero), infinity, zero);
        result = V.Select(V.Equal(x, infinity), up, result);
        result = V.Select(V.Equal(x, zero), V.Select(V.Greater(p, zero), zero, infinity), result);
        result = V.Select(V.Equal(p, zero), V.Fill(1f), result);

        // x + p is NaN whenever either is: a NaN base has ordinary bits as far as the split can tell.
        var wrong = x + p;
        result = V.Select(V.Equal(wrong, wrong), result, wrong);
        return V.Select(V.Greater(zero, x), V.Fill(float.NaN), result);
    }

    /// <summary>x·2ⁿ through two factors, as 2ⁿ alone may lie outside the range of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ScaleInTwoSteps<V>(V x, V n)
        where V : unmanaged, ISimd<V>
    {
        var bits = V.ToInteger(n);
        var half = V.ShiftRight(bits, 1);
        var bias = V.FillBits(127);
        var first = V.ShiftLeft(V.AddBits(half, bias), 23);
        var second = V.ShiftLeft(V.AddBits(V.SubtractBits(bits, half), bias), 23);
        return x * first * second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpNearZero<V>(V r)
        where V : unmanaged, ISimd<V>
    {
        var p = V.Fill(1.9875691500e-4f);
        p = V.MultiplyAdd(p, r, V.Fill(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, V.Fill(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, V.Fill(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, V.Fill(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, V.Fill(5.0000001201e-1f));
        return V.MultiplyAdd(p, r * r, r) + V.Fill(1f);
    }

    /// <summary>x = 2ᵉ(1 + f) with 1 + f from √½ to √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SplitForLog<V>(V x, out V e)
        where V : unmanaged, ISimd<V>
    {
        var tiny = V.Greater(V.Fill(SmallestNormal), x);
        x = V.Select(tiny, x * V.Fill(8388608f), x);
        var bits = V.SubtractBits(x, V.FillBits(RootHalfBits));
        e = V.FromInteger(V.ShiftRight(bits, 23)) - V.And(tiny, V.Fill(23f));
        var mantissa = V.AddBits(V.And(bits, V.FillBits(0x007fffff)), V.FillBits(RootHalfBits));
        return mantissa - V.Fill(1f);
    }

    /// <summary>ln(1 + f) − f.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogTail<V>(V f)
        where V : unmanaged, ISimd<V>
    {
        var p = V.Fill(7.0376836292e-2f);
        p = V.MultiplyAdd(p, f, V.Fill(-1.1514610310e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(1.1676998740e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(-1.2420140846e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(1.4249322787e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(-1.6668057665e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(2.0000714765e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(-2.4999993993e-1f));
        p = V.MultiplyAdd(p, f, V.Fill(3.3333331174e-1f));
        var square = f * f;
        return V.MultiplyAdd(square, V.Fill(-0.5f), p * square * f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogLimits<V>(V x, V log)
        where V : unmanaged, ISimd<V>
    {
        // x > 0 and finite is the common case; what is left is decided by x alone: +∞ and NaN stand for themselves.
        var zero = V.Fill(0f);
        log = V.Select(V.Greater(V.Fill(float.PositiveInfinity), x), log, x);
        log = V.Select(V.Equal(x, zero), V.Fill(float.NegativeInfinity), log);
        return V.Select(V.Greater(zero, x), V.Fill(float.NaN), log);
    }
}
