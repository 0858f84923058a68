using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>Copies operands into the order in which the register block reads them.</summary>
internal static unsafe class GemmPack<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    // Rows copied before moving on to the next panel or strip: as many streams as the prefetchers follow.
    private const int RowsTogether = 8;
    private const int StripRows = 16;

    /// <summary>
    /// Copies <paramref name="steps"/> rows of <paramref name="count"/> floats, <paramref name="stride"/> apart, into
    /// strips two vectors wide, one after the other; a last strip of at most one vector is one vector wide. Lanes
    /// beyond the last column are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyStrips(float* from, nint stride, int steps, int count, float* to)
    {
        for (var k = 0; k < steps; k += StripRows, from += StripRows * stride)
        {
            var rows = Math.Min(StripRows, steps - k);
            for (var j = 0; j < count; j += 2 * TLanes.Width)
            {
                var left = count - j;
                var packed = left > TLanes.Width ? 2 * TLanes.Width : TLanes.Width;
                var target = to + ((nint)j * steps) + ((nint)k * packed);
                if (left >= 2 * TLanes.Width)
                {
                    var source = from + j;
                    for (var row = 0; row < rows; row++, source += stride, target += packed)
                    {
                        TLanes.Store(target, TLanes.Load(source));
                        TLanes.Store(target + TLanes.Width, TLanes.Load(source + TLanes.Width));
                    }

                    continue;
                }

                CopyVector(from + j, stride, rows, Math.Min(left, TLanes.Width), target, packed);
                left -= TLanes.Width;
                if (left > 0)
                {
                    target += TLanes.Width;
                    CopyVector(from + j + TLanes.Width, stride, rows, Math.Min(left, TLanes.Width), target, packed);
                }
            }
        }
    }

    /// <summary>
    /// Copies panels of A whose steps lie <paramref name="stride"/> apart, a few steps of all panels before the next,
    /// because neighbouring panels share cache lines and pages. Panel p starts at <paramref name="starts"/>[p] of a
    /// step; lanes beyond its rows hold whatever follows, up to <paramref name="end"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyPanels(
        float* from,
        nint stride,
        int steps,
        ReadOnlySpan<int> starts,
        int end,
        float* to,
        nint panelStride,
        int packed)
    {
        for (var k = 0; k < steps; k += RowsTogether, from += RowsTogether * stride, to += RowsTogether * packed)
        {
            var rows = Math.Min(RowsTogether, steps - k);
            for (var panel = 0; panel < starts.Length; panel++)
            {
                for (var lane = 0; lane < packed; lane += TLanes.Width)
                {
                    var start = starts[panel] + lane;
                    var count = Math.Clamp(end - start, 0, TLanes.Width);
                    CopyVector(from + start, stride, rows, count, to + (panel * panelStride) + lane, packed);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyVector(float* from, nint stride, int rows, int count, float* to, nint packed)
    {
        if (count == TLanes.Width && rows == RowsTogether)
        {
            var from4 = from + (4 * stride);
            var to4 = to + (4 * packed);
            TLanes.Store(to, TLanes.Load(from));
            TLanes.Store(to + packed, TLanes.Load(from + stride));
            TLanes.Store(to + (2 * packed), TLanes.Load(from + (2 * stride)));
            TLanes.Store(to + (3 * packed), TLanes.Load(from + (3 * stride)));
            TLanes.Store(to4, TLanes.Load(from4));
            TLanes.Store(to4 + packed, TLanes.Load(from4 + stride));
            TLanes.Store(to4 + (2 * packed), TLanes.Load(from4 + (2 * stride)));
            TLanes.Store(to4 + (3 * packed), TLanes.Load(from4 + (3 * stride)));
            return;
        }

        for (var k = 0; k < rows; k++, from += stride, to += packed)
            TLanes.Store(to, count == TLanes.Width ? TLanes.Load(from) : TLanes.Load(from, count));
    }

    /// <summary>
    /// Transposes <paramref name="count"/> rows of <paramref name="steps"/> floats, <paramref name="stride"/> apart,
    /// into rows of <paramref name="packed"/> floats; the rest of each row is zero.
    /// </summary>
    public static void Transpose(float* from, nint stride, int steps, int count, float* to, int packed) =>
        Transpose(from, stride, steps, count, to, packed, packed);

    /// <summary>The same into rows <paramref name="pitch"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, nint stride, int steps, int count, float* to, int packed, nint pitch)
    {
        var j = 0;
        for (; j + TLanes.Width <= count; j += TLanes.Width)
            TransposeRows<TLanes, TVector>(from + (j * stride), stride, steps, to + j, pitch);
        for (; j + 4 <= count; j += 4)
            TransposeRows<GemmLanes128, Vector128<float>>(from + (j * stride), stride, steps, to + j, pitch);
        for (; j < packed; j++)
        {
            var source = from + (j * stride);
            var target = to + j;
            for (var k = 0; k < steps; k++, target += pitch)
                *target = j < count ? source[k] : 0f;
        }
    }

    // Each vector holds 4 steps of every fourth row, so that interleaving within quads alone completes the transpose.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeRows<TL, TV>(float* from, nint stride, int steps, float* to, nint packed)
        where TL : struct, IGemmLanes<TV>
        where TV : unmanaged
    {
        var k = 0;
        for (; k + 4 <= steps; k += 4, from += 4, to += 4 * packed)
        {
            var r0 = TL.LoadQuads(from, stride);
            var r1 = TL.LoadQuads(from + stride, stride);
            var r2 = TL.LoadQuads(from + (2 * stride), stride);
            var r3 = TL.LoadQuads(from + (3 * stride), stride);
            var low01 = TL.Interleave(r0, r1, upper: false, pairs: false);
            var high01 = TL.Interleave(r0, r1, upper: true, pairs: false);
            var low23 = TL.Interleave(r2, r3, upper: false, pairs: false);
            var high23 = TL.Interleave(r2, r3, upper: true, pairs: false);
            TL.Store(to, TL.Interleave(low01, low23, upper: false, pairs: true));
            TL.Store(to + packed, TL.Interleave(low01, low23, upper: true, pairs: true));
            TL.Store(to + (2 * packed), TL.Interleave(high01, high23, upper: false, pairs: true));
            TL.Store(to + (3 * packed), TL.Interleave(high01, high23, upper: true, pairs: true));
        }

        for (; k < steps; k++, from++, to += packed)
        {
            for (var j = 0; j < TL.Width; j++)
                to[j] = from[j * stride];
        }
    }
}
