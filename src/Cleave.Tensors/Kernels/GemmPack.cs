using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>Copies operands into the order in which the register block reads them.</summary>
internal static unsafe class GemmPack<TLanes, TVector>
    where TLanes : struct, IGemmLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// Copies <paramref name="steps"/> rows of <paramref name="count"/> floats, <paramref name="stride"/> apart, to
    /// rows of <paramref name="packed"/> floats, a multiple of the vector width; the rest of each row is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* from, nint stride, int steps, int count, float* to, int packed)
    {
        if (count == 2 * TLanes.Width && packed == count)
        {
            for (var k = 0; k < steps; k++, from += stride, to += packed)
            {
                TLanes.Store(to, TLanes.Load(from));
                TLanes.Store(to + TLanes.Width, TLanes.Load(from + TLanes.Width));
            }

            return;
        }

        for (var j = 0; j < packed; j += TLanes.Width)
        {
            var part = Math.Clamp(count - j, 0, TLanes.Width);
            var source = from + j;
            var target = to + j;
            if (part == TLanes.Width)
            {
                for (var k = 0; k < steps; k++, source += stride, target += packed)
                    TLanes.Store(target, TLanes.Load(source));
            }
            else
            {
                for (var k = 0; k < steps; k++, source += stride, target += packed)
                    TLanes.Store(target, TLanes.Load(source, part));
            }
        }
    }

    /// <summary>
    /// Transposes <paramref name="count"/> rows of <paramref name="steps"/> floats, <paramref name="stride"/> apart,
    /// into rows of <paramref name="packed"/> floats; the rest of each row is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, nint stride, int steps, int count, float* to, int packed)
    {
        var j = 0;
        for (; j + 4 <= count; j += 4)
        {
            var source = from + (j * stride);
            var target = to + j;
            var k = 0;
            for (; k + 4 <= steps; k += 4, source += 4, target += 4 * packed)
                Transpose4(source, stride, target, packed);
            for (; k < steps; k++, source++, target += packed)
            {
                target[0] = source[0];
                target[1] = source[stride];
                target[2] = source[2 * stride];
                target[3] = source[3 * stride];
            }
        }

        for (; j < packed; j++)
        {
            var source = from + (j * stride);
            for (var k = 0; k < steps; k++)
                to[((nint)k * packed) + j] = j < count ? source[k] : 0f;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* from, nint stride, float* to, nint packed)
    {
        var r0 = Vector128.Load(from).AsInt32();
        var r1 = Vector128.Load(from + stride).AsInt32();
        var r2 = Vector128.Load(from + (2 * stride)).AsInt32();
        var r3 = Vector128.Load(from + (3 * stride)).AsInt32();
        var low01 = Low(r0, r1);
        var high01 = High(r0, r1);
        var low23 = Low(r2, r3);
        var high23 = High(r2, r3);
        Vector128.Create(low01.GetLower(), low23.GetLower()).AsSingle().Store(to);
        Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsSingle().Store(to + packed);
        Vector128.Create(high01.GetLower(), high23.GetLower()).AsSingle().Store(to + (2 * packed));
        Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsSingle().Store(to + (3 * packed));
    }

    // The constant shuffle of two blended sources becomes one unpack instruction on x86.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Low(Vector128<int> x, Vector128<int> y) =>
        System.Runtime.Intrinsics.X86.Sse2.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse2.UnpackLow(x, y)
            : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipLow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> High(Vector128<int> x, Vector128<int> y) =>
        System.Runtime.Intrinsics.X86.Sse2.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse2.UnpackHigh(x, y)
            : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipHigh(x, y);
}
