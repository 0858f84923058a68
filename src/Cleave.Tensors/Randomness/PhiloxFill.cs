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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Groups<TDraw, W, V>(ulong* keys, long step, float* y, ulong group, long count)
        where TDraw : struct, IDraw
        where W : unmanaged, IPhiloxLanes<W, V>
        where V : unmanaged, ISimd<V>
    {
        var (stepLow, stepHigh) = (W.Fill((ulong)step), W.Fill((ulong)step >> 32));
        var (multiplier0, multiplier1) = (W.Fill(Philox.Multiplier0), W.Fill(Philox.Multiplier1));
        var counter = group * (GroupLength / 4);
        for (var end = y + (count * GroupLength); y < end; y += GroupLength)
        {
            for (var at = 0; at < GroupLength / 2; at += V.Width)
            {
                var a = W.CountFrom(counter);
                var b = W.High(a);
                W c = stepLow, d = stepHigh;
                for (var round = 0; round < 2 * Philox.Rounds; round += 2)
                {
                    // The upper half of a lane is left over from the products: a multiplication reads the lower half alone.
                    var first = W.Multiply(a, multiplier0);
                    var second = W.Multiply(c, multiplier1);
                    a = W.Xor(W.Xor(W.High(second), b), W.Fill(keys[round]));
                    c = W.Xor(W.Xor(W.High(first), d), W.Fill(keys[round + 1]));
                    b = second;
                    d = first;
                }

                TDraw.Draw(W.Alternate(a, b), W.Alternate(c, d), out var x, out var z);
                x.Store(y + at);
                z.Store(y + (GroupLength / 2) + at);
                counter += (ulong)(V.Width / 2);
            }
        }
    }
}
