using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Randomness;

/// <summary>Some counters side by side, one word of each in the lower half of a 64-bit lane.</summary>
internal interface IPhiloxLanes<TSelf, V>
    where TSelf : unmanaged, IPhiloxLanes<TSelf, V>
    where V : unmanaged, ISimd<V>
{
    /// <summary>first, first + 1, …</summary>
    static abstract TSelf CountFrom(ulong first);

    static abstract TSelf Fill(ulong value);

    /// <summary>The 64-bit products of the lower halves.</summary>
    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>The upper halves, moved to the lower.</summary>
    static abstract TSelf High(TSelf value);

    static abstract TSelf Xor(TSelf left, TSelf right);

    /// <summary>The lower halves of both, alternating.</summary>
    static abstract V Alternate(TSelf even, TSelf odd);
}

/// <summary>8 counters.</summary>
internal readonly struct PhiloxLanes512(Vector512<ulong> lanes) : IPhiloxLanes<PhiloxLanes512, V512>
{
    private readonly Vector512<ulong> _lanes = lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 CountFrom(ulong first) => new(Vector512.Create(first) + Vector512<ulong>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 Fill(ulong value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 Multiply(PhiloxLanes512 left, PhiloxLanes512 right) =>
        Avx512F.IsSupported
            ? new(Avx512F.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()))
            : new((left._lanes & Vector512.Create((ulong)uint.MaxValue)) * (right._lanes & Vector512.Create((ulong)uint.MaxValue)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 High(PhiloxLanes512 value) => new(value._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes512 Xor(PhiloxLanes512 left, PhiloxLanes512 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Alternate(PhiloxLanes512 even, PhiloxLanes512 odd) =>
        new(((even._lanes & Vector512.Create((ulong)uint.MaxValue)) | (odd._lanes << 32)).AsSingle());
}

/// <summary>4 counters.</summary>
internal readonly struct PhiloxLanes256(Vector256<ulong> lanes) : IPhiloxLanes<PhiloxLanes256, V256>
{
    private readonly Vector256<ulong> _lanes = lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 CountFrom(ulong first) => new(Vector256.Create(first) + Vector256<ulong>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 Fill(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 Multiply(PhiloxLanes256 left, PhiloxLanes256 right) =>
        Avx2.IsSupported
            ? new(Avx2.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()))
            : new((left._lanes & Vector256.Create((ulong)uint.MaxValue)) * (right._lanes & Vector256.Create((ulong)uint.MaxValue)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 High(PhiloxLanes256 value) => new(value._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes256 Xor(PhiloxLanes256 left, PhiloxLanes256 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Alternate(PhiloxLanes256 even, PhiloxLanes256 odd) =>
        new(((even._lanes & Vector256.Create((ulong)uint.MaxValue)) | (odd._lanes << 32)).AsSingle());
}

/// <summary>2 counters.</summary>
internal readonly struct PhiloxLanes128(Vector128<ulong> lanes) : IPhiloxLanes<PhiloxLanes128, V128>
{
    private readonly Vector128<ulong> _lanes = lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 CountFrom(ulong first) => new(Vector128.Create(first) + Vector128<ulong>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 Fill(ulong value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 Multiply(PhiloxLanes128 left, PhiloxLanes128 right) =>
        Sse2.IsSupported
            ? new(Sse2.Multiply(left._lanes.AsUInt32(), right._lanes.AsUInt32()))
            : new((left._lanes & Vector128.Create((ulong)uint.MaxValue)) * (right._lanes & Vector128.Create((ulong)uint.MaxValue)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 High(PhiloxLanes128 value) => new(value._lanes >>> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxLanes128 Xor(PhiloxLanes128 left, PhiloxLanes128 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Alternate(PhiloxLanes128 even, PhiloxLanes128 odd) =>
        new(((even._lanes & Vector128.Create((ulong)uint.MaxValue)) | (odd._lanes << 32)).AsSingle());
}
