using System.Runtime.Intrinsics;
using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Randomness;

/// <summary>
/// Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, 2011): a counter and a key give four random words. The counter's low
/// half counts blocks and its high half is the step.
/// </summary>
public static unsafe class Philox
{
    internal const int Rounds = 10;
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four words of one counter.</summary>
    public static (uint X, uint Y, uint Z, uint W) Block(ulong counter, ulong step, ulong key)
    {
        var (x, y, z, w) = ((uint)counter, (uint)(counter >> 32), (uint)step, (uint)(step >> 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var first = (ulong)Multiplier0 * x;
            var second = (ulong)Multiplier1 * z;
            (x, y, z, w) = ((uint)(second >> 32) ^ y ^ k0, (uint)second, (uint)(first >> 32) ^ w ^ k1, (uint)first);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (x, y, z, w);
    }

    /// <summary>Multiples of 2⁻²⁴ from [0, 1), from position <paramref name="start"/> of the step's numbers on, a multiple of <see cref="PhiloxFill.GroupLength"/>.</summary>
    internal static void FillUniform(Workers w, ulong key, long step, float* y, long start, long n) =>
        Fill<UniformDraw>(w, key, step, y, start, n);

    /// <summary>Draws from N(0, 1), from a position on.</summary>
    internal static void FillNormal(Workers w, ulong key, long step, float* y, long start, long n) =>
        Fill<NormalDraw>(w, key, step, y, start, n);

    /// <summary>The same numbers on this thread.</summary>
    internal static void FillUniform(ulong key, long step, Span<float> values) => Fill<UniformDraw>(key, step, values);

    /// <summary>The same numbers on this thread.</summary>
    internal static void FillNormal(ulong key, long step, Span<float> values) => Fill<NormalDraw>(key, step, values);

    private static void Fill<TDraw>(Workers w, ulong key, long step, float* y, long start, long n)
        where TDraw : struct, IDraw
    {
        var body = new Parts<TDraw> { Key = key, Step = step, Y = y, Start = start, N = n };
        w.Run(checked((int)((n + Elementwise.PartLength - 1) / Elementwise.PartLength)), ref body);
    }

    private static void Fill<TDraw>(ulong key, long step, Span<float> values)
        where TDraw : struct, IDraw
    {
        fixed (float* y = values)
        {
            var body = new Parts<TDraw> { Key = key, Step = step, Y = y, N = values.Length };
            for (var part = 0; (long)part * Elementwise.PartLength < values.Length; part++)
                body.Run(part, 0);
        }
    }

    private struct Parts<TDraw> : IParts
        where TDraw : struct, IDraw
    {
        public ulong Key;
        public long Step;
        public float* Y;
        public long Start;
        public long N;

        public readonly void Run(int part, int worker)
        {
            var at = (long)part * Elementwise.PartLength;
            var n = Math.Min(Elementwise.PartLength, N - at);
            if (Vector512.IsHardwareAccelerated)
                PhiloxFill.Run<TDraw, PhiloxLanes512, V512>(Key, Step, Y + at, Start + at, n);
            else if (Vector256.IsHardwareAccelerated)
                PhiloxFill.Run<TDraw, PhiloxLanes256, V256>(Key, Step, Y + at, Start + at, n);
            else
                PhiloxFill.Run<TDraw, PhiloxLanes128, V128>(Key, Step, Y + at, Start + at, n);
        }
    }
}
