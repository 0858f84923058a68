using System.Runtime.CompilerServices;
using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Randomness;

/// <summary>Turns random words into numbers.</summary>
internal interface IDraw
{
    static abstract void Draw<V>(V first, V second, out V x, out V y)
        where V : unmanaged, ISimd<V>;
}

/// <summary>Uniform on [0, 1).</summary>
internal readonly struct UniformDraw : IDraw
{
    private const float Unit = 1f / (1 << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Draw<V>(V first, V second, out V x, out V y)
        where V : unmanaged, ISimd<V>
    {
        x = Number(first);
        y = Number(second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Number<V>(V bits)
        where V : unmanaged, ISimd<V> => V.FromInteger(V.ShiftRightUnsigned(bits, 8)) * V.Fill(Unit);
}

/// <summary>Normal by Box and Muller: a radius from one word, an angle from the other.</summary>
internal readonly struct NormalDraw : IDraw
{
    private const float Unit = 1f / (1 << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Draw<V>(V first, V second, out V x, out V y)
        where V : unmanaged, ISimd<V>
    {
        // (0, 1] and not [0, 1), for the logarithm.
        var u = UniformDraw.Number(first) + V.Fill(Unit);
        var radius = V.Sqrt(SimdMath.Log(u) * V.Fill(-2f));
        SimdMath.SinCosOfTurns(UniformDraw.Number(second), out var sin, out var cos);
        x = radius * cos;
        y = radius * sin;
    }
}

/// <summary>
/// Fills in groups of 32 numbers from 8 counters. The place of a word in its group is the same for every register width:
/// words 0 and 1 of the counters alternate in the first half, words 2 and 3 in the second.
/// </summary>
internal static unsafe class PhiloxFill
{
    public const int GroupLength = 32;

    /// <summary>Writes the numbers from position <paramref name="start"/>, a multiple of the group's length.</summary>
    [SkipLocalsInit]
    public static void Run<TDraw, W, V>(ulong key, long step, float* y, long start, long n)
        where TDraw : struct, IDraw
        where W : unmanaged, IPhiloxLanes<W, V>
        where V : unmanaged, ISimd<V>
    {
        var keys = stackalloc ulong[2 * Philox.Rounds];
        for (var round = 0; round < Philox.Rounds; round++)
        {
            keys[2 * round] = (uint)key + ((uint)round * Philox.Weyl0);
            keys[(2 * round) + 1] = (uint)(key >> 32) + ((uint)round * Philox.Weyl1);
        }

        var group = (ulong)start / GroupLength;
        var whole = n / GroupLength;
        Groups<TDraw, W, V>(keys, step, y, group, whole);
        var done = whole * GroupLength;
        if (done == n)
            return;
        var last = stackalloc float[GroupLength];
        Groups<TDraw, W, V>(keys, step, last, group + (ulong)whole, 1);
        for (var i = 0; i < n - done; i++)
            y[done + i] = last[i];
    }

    // Two registers of counters in step, because a round waits for its multiplications.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Groups<TDraw, W, V>(ulong* keys, long step, float* y, ulong group, long count)
        where TDraw : struct, IDraw
        where W : unmanaged, IPhiloxLanes<W, V>
        where V : unmanaged, ISimd<V>
    {
        var nowhere = stackalloc float[GroupLength];
        var (stepLow, stepHigh) = (W.Fill((ulong)step), W.Fill((ulong)step >> 32));
        var (multiplier0, multiplier1) = (W.Fill(Philox.Multiplier0), W.Fill(Philox.Multiplier1));
        var counter = group * (GroupLength / 4);
        var registers = count * (GroupLength / 2 / V.Width);
        for (long i = 0; i < registers; i += 2)
        {
            float* to = Place<V>(y, i), toOther = i + 1 < registers ? Place<V>(y, i + 1) : nowhere;
            W a = W.CountFrom(counter), otherA = W.CountFrom(counter + (ulong)(V.Width / 2));
            W b = W.High(a), otherB = W.High(otherA);
            W c = stepLow, d = stepHigh, otherC = stepLow, otherD = stepHigh;
            for (var round = keys; round < keys + (2 * Philox.Rounds); round += 2)
            {
                // The upper half of a lane is left over from the products: a multiplication reads the lower half alone.
                W first = W.Multiply(a, multiplier0), second = W.Multiply(c, multiplier1);
                W otherFirst = W.Multiply(otherA, multiplier0), otherSecond = W.Multiply(otherC, multiplier1);
                W key = W.Fill(round[0]), nextKey = W.Fill(round[1]);
                a = W.Xor(W.Xor(b, key), W.High(second));
                c = W.Xor(W.Xor(d, nextKey), W.High(first));
                otherA = W.Xor(W.Xor(otherB, key), W.High(otherSecond));
                otherC = W.Xor(W.Xor(otherD, nextKey), W.High(otherFirst));
                (b, d, otherB, otherD) = (second, first, otherSecond, otherFirst);
            }

            Put<TDraw, V>(W.Alternate(a, b), W.Alternate(c, d), to);
            Put<TDraw, V>(W.Alternate(otherA, otherB), W.Alternate(otherC, otherD), toOther);
            counter += (ulong)V.Width;
        }
    }

    /// <summary>Where the first half of what some register of counters makes belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Place<V>(float* y, long register)
        where V : unmanaged, ISimd<V>
    {
        var (group, at) = Math.DivRem(register * V.Width, GroupLength / 2);
        return y + (group * GroupLength) + at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TDraw, V>(V first, V second, float* to)
        where TDraw : struct, IDraw
        where V : unmanaged, ISimd<V>
    {
        TDraw.Draw(first, second, out var x, out var z);
        x.Store(to);
        z.Store(to + (GroupLength / 2));
    }
}
