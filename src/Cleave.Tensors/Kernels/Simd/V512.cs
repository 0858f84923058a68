using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cleave.Tensors.Kernels;

/// <summary>16 lanes.</summary>
internal readonly unsafe struct V512(Vector512<float> lanes) : ISimd<V512>
{
    private readonly Vector512<float> _lanes = lanes;

    public static int Width => 16;

    private Vector512<int> Bits => _lanes.AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Load(float* p) => new(Vector512.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => _lanes.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Fill(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 FillBits(int value) => new(Vector512.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator +(V512 left, V512 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator -(V512 left, V512 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator *(V512 left, V512 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator /(V512 left, V512 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 operator -(V512 value) => new(-value._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 MultiplyAdd(V512 a, V512 b, V512 c) => new(Vector512.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Min(V512 left, V512 right) => new(Vector512.Min(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Max(V512 left, V512 right) => new(Vector512.Max(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 AtMost(float limit, V512 value) => new(Vector512.MinNative(Vector512.Create(limit), value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 AtLeast(float limit, V512 value) => new(Vector512.MaxNative(Vector512.Create(limit), value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 AtLeast(V512 limit, V512 value) => new(Vector512.MaxNative(limit._lanes, value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Abs(V512 value) => new(Vector512.Abs(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Sqrt(V512 value) => new(Vector512.Sqrt(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Round(V512 value) => new(Vector512.Round(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Select(V512 mask, V512 yes, V512 no) => new(Vector512.ConditionalSelect(mask._lanes, yes._lanes, no._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Greater(V512 left, V512 right) => new(Vector512.GreaterThan(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 GreaterOrEqual(V512 left, V512 right) => new(Vector512.GreaterThanOrEqual(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Equal(V512 left, V512 right) => new(Vector512.Equals(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 And(V512 left, V512 right) => new(left._lanes & right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Or(V512 left, V512 right) => new(left._lanes | right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 Xor(V512 left, V512 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 AddBits(V512 left, V512 right) => new((left.Bits + right.Bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 SubtractBits(V512 left, V512 right) => new((left.Bits - right.Bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 ShiftLeft(V512 bits, int count) => new((bits.Bits << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 ShiftRight(V512 bits, int count) => new((bits.Bits >> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 ShiftRightUnsigned(V512 bits, int count) => new((bits.Bits >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 FromInteger(V512 bits) => new(Vector512.ConvertToSingle(bits.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 ToInteger(V512 whole) => new(Vector512.ConvertToInt32Native(whole._lanes).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512 ScaleByPowerOfTwo(V512 x, V512 n) => Avx512F.IsSupported
        ? new(Avx512F.Scale(x._lanes, n._lanes))
        : SimdMath.ScaleInTwoSteps(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Vector512.Sum(_lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest() => V256.Max(new V256(_lanes.GetLower()), new V256(_lanes.GetUpper())).Largest();
}
