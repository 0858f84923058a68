using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Cleave.Tensors.Kernels;

/// <summary>One vector width, as the matrix kernels see it. Instances are type arguments only.</summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal unsafe interface IGemmLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of a register block, so that two vectors a row leave room for the operands.</summary>
    static abstract int Rows { get; }

    /// <summary>Reads a whole vector.</summary>
    static abstract TVector Load(float* from);

    /// <summary>Reads the first <paramref name="count"/> floats.</summary>
    static abstract TVector Load(float* from, int count);

    /// <summary>Writes a whole vector.</summary>
    static abstract void Store(float* to, TVector value);

    /// <summary>Writes the first <paramref name="count"/> floats.</summary>
    static abstract void Store(float* to, TVector value, int count);

    /// <summary>One float in every lane.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>x·y + z.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x·y.</summary>
    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>Reads 4 floats from each fourth row, as many rows as fill the vector, rows <paramref name="stride"/> apart.</summary>
    static abstract TVector LoadQuads(float* from, nint stride);

    /// <summary>Interleaves the lower (or upper) halves of each quad, by single floats or by pairs.</summary>
    static abstract TVector Interleave(TVector x, TVector y, bool upper, bool pairs);
}

/// <summary>16 floats: AVX-512.</summary>
internal readonly unsafe struct GemmLanes512 : IGemmLanes<Vector512<float>>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static int Rows => 12;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from, int count) =>
        Avx512F.MaskLoad(from, Mask(count), Vector512<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector512<float> value) => value.Store(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector512<float> value, int count) =>
        Avx512F.MaskStore(to, Mask(count), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z) =>
        Vector512.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> x, Vector512<float> y) => x * y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadQuads(float* from, nint stride) =>
        Vector512.Create(
            Vector256.Create(Vector128.Load(from), Vector128.Load(from + (4 * stride))),
            Vector256.Create(Vector128.Load(from + (8 * stride)), Vector128.Load(from + (12 * stride))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Interleave(Vector512<float> x, Vector512<float> y, bool upper, bool pairs)
    {
        if (pairs)
        {
            return upper
                ? Avx512F.UnpackHigh(x.AsDouble(), y.AsDouble()).AsSingle()
                : Avx512F.UnpackLow(x.AsDouble(), y.AsDouble()).AsSingle();
        }

        return upper ? Avx512F.UnpackHigh(x, y) : Avx512F.UnpackLow(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}

/// <summary>8 floats: AVX2.</summary>
internal readonly unsafe struct GemmLanes256 : IGemmLanes<Vector256<float>>
{
    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static int Rows => 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from, int count) => Avx.MaskLoad(from, Mask(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector256<float> value) => value.Store(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector256<float> value, int count) => Avx.MaskStore(to, Mask(count), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z) =>
        Vector256.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> x, Vector256<float> y) => x * y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadQuads(float* from, nint stride) =>
        Vector256.Create(Vector128.Load(from), Vector128.Load(from + (4 * stride)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Interleave(Vector256<float> x, Vector256<float> y, bool upper, bool pairs)
    {
        if (pairs)
        {
            return upper
                ? Avx.UnpackHigh(x.AsDouble(), y.AsDouble()).AsSingle()
                : Avx.UnpackLow(x.AsDouble(), y.AsDouble()).AsSingle();
        }

        return upper ? Avx.UnpackHigh(x, y) : Avx.UnpackLow(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(int count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}

/// <summary>4 floats: SSE or Arm NEON.</summary>
internal readonly unsafe struct GemmLanes128 : IGemmLanes<Vector128<float>>
{
    /// <inheritdoc/>
    public static int Width => 4;

    /// <inheritdoc/>
    public static int Rows => 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    /// <inheritdoc/>
    public static Vector128<float> Load(float* from, int count)
    {
        var buffer = stackalloc float[4];
        for (var i = 0; i < count; i++)
            buffer[i] = from[i];
        return Vector128.Load(buffer);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector128<float> value) => value.Store(to);

    /// <inheritdoc/>
    public static void Store(float* to, Vector128<float> value, int count)
    {
        for (var i = 0; i < count; i++)
            to[i] = value.GetElement(i);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    // Without FMA in hardware a fused operation is a library call per lane; a process never mixes the two.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) =>
        Vector128.MultiplyAddEstimate(x, y, z);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> x, Vector128<float> y) => x * y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadQuads(float* from, nint stride) =>
        Vector128.Load(from);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Interleave(Vector128<float> x, Vector128<float> y, bool upper, bool pairs)
    {
        if (pairs)
        {
            if (Sse.IsSupported)
                return upper ? Sse.MoveHighToLow(y, x) : Sse.MoveLowToHigh(x, y);
            return upper
                ? Vector128.Create(x.GetUpper(), y.GetUpper())
                : Vector128.Create(x.GetLower(), y.GetLower());
        }

        if (Sse.IsSupported)
            return upper ? Sse.UnpackHigh(x, y) : Sse.UnpackLow(x, y);
        if (AdvSimd.Arm64.IsSupported)
            return upper ? AdvSimd.Arm64.ZipHigh(x, y) : AdvSimd.Arm64.ZipLow(x, y);
        return upper ? Vector128.Create(x[2], y[2], x[3], y[3]) : Vector128.Create(x[0], y[0], x[1], y[1]);
    }
}
