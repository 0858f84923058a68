using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>8 lanes.</summary>
internal readonly unsafe struct V256(Vector256<float> lanes) : ISimd<V256>
{
    private readonly Vector256<float> _lanes = lanes;

    public static int Width => 8;

    private Vector256<int> Bits => _lanes.AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Load(float* p) => new(Vector256.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => _lanes.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Fill(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 FillBits(int value) => new(Vector256.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator +(V256 left, V256 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator -(V256 left, V256 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator *(V256 left, V256 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator /(V256 left, V256 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 operator -(V256 value) => new(-value._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 MultiplyAdd(V256 a, V256 b, V256 c) => new(Vector256.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Min(V256 left, V256 right) => new(Vector256.Min(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Max(V256 left, V256 right) => new(Vector256.Max(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 AtMost(float limit, V256 value) => new(Vector256.MinNative(Vector256.Create(limit), value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 AtLeast(float limit, V256 value) => new(Vector256.MaxNative(Vector256.Create(limit), value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 AtLeast(V256 limit, V256 value) => new(Vector256.MaxNative(limit._lanes, value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Abs(V256 value) => new(Vector256.Abs(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Sqrt(V256 value) => new(Vector256.Sqrt(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Round(V256 value) => new(Vector256.Round(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Select(V256 mask, V256 yes, V256 no) => new(Vector256.ConditionalSelect(mask._lanes, yes._lanes, no._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Greater(V256 left, V256 right) => new(Vector256.GreaterThan(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 GreaterOrEqual(V256 left, V256 right) => new(Vector256.GreaterThanOrEqual(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Equal(V256 left, V256 right) => new(Vector256.Equals(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 And(V256 left, V256 right) => new(left._lanes & right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Or(V256 left, V256 right) => new(left._lanes | right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 Xor(V256 left, V256 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 AddBits(V256 left, V256 right) => new((left.Bits + right.Bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 SubtractBits(V256 left, V256 right) => new((left.Bits - right.Bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 ShiftLeft(V256 bits, int count) => new((bits.Bits << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 ShiftRight(V256 bits, int count) => new((bits.Bits >> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 ShiftRightUnsigned(V256 bits, int count) => new((bits.Bits >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 FromInteger(V256 bits) => new(Vector256.ConvertToSingle(bits.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 ToInteger(V256 whole) => new(Vector256.ConvertToInt32Native(whole._lanes).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256 ScaleByPowerOfTwo(V256 x, V256 n) => SimdMath.ScaleInTwoSteps(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Vector256.Sum(_lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest() => V128.Max(new V128(_lanes.GetLower()), new V128(_lanes.GetUpper())).Largest();
}
