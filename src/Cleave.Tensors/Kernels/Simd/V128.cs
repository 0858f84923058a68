using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cleave.Tensors.Kernels;

/// <summary>4 lanes.</summary>
internal readonly unsafe struct V128(Vector128<float> lanes) : ISimd<V128>
{
    private readonly Vector128<float> _lanes = lanes;

    public static int Width => 4;

    private Vector128<int> Bits => _lanes.AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Load(float* p) => new(Vector128.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => _lanes.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Fill(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 FillBits(int value) => new(Vector128.Create(value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator +(V128 left, V128 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator -(V128 left, V128 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator *(V128 left, V128 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator /(V128 left, V128 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 operator -(V128 value) => new(-value._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 MultiplyAdd(V128 a, V128 b, V128 c) => new(Vector128.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Min(V128 left, V128 right) => new(Vector128.Min(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Max(V128 left, V128 right) => new(Vector128.Max(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 AtMost(float limit, V128 value) => new(Vector128.MinNative(Vector128.Create(limit), value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 AtLeast(float limit, V128 value) => new(Vector128.MaxNative(Vector128.Create(limit), value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 AtLeast(V128 limit, V128 value) => new(Vector128.MaxNative(limit._lanes, value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Abs(V128 value) => new(Vector128.Abs(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Sqrt(V128 value) => new(Vector128.Sqrt(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Round(V128 value) => new(Vector128.Round(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Select(V128 mask, V128 yes, V128 no) => new(Vector128.ConditionalSelect(mask._lanes, yes._lanes, no._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Greater(V128 left, V128 right) => new(Vector128.GreaterThan(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 GreaterOrEqual(V128 left, V128 right) => new(Vector128.GreaterThanOrEqual(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Equal(V128 left, V128 right) => new(Vector128.Equals(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 And(V128 left, V128 right) => new(left._lanes & right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Or(V128 left, V128 right) => new(left._lanes | right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 Xor(V128 left, V128 right) => new(left._lanes ^ right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 AddBits(V128 left, V128 right) => new((left.Bits + right.Bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 SubtractBits(V128 left, V128 right) => new((left.Bits - right.Bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 ShiftLeft(V128 bits, int count) => new((bits.Bits << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 ShiftRight(V128 bits, int count) => new((bits.Bits >> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 ShiftRightUnsigned(V128 bits, int count) => new((bits.Bits >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 FromInteger(V128 bits) => new(Vector128.ConvertToSingle(bits.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 ToInteger(V128 whole) => new(Vector128.ConvertToInt32Native(whole._lanes).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 ScaleByPowerOfTwo(V128 x, V128 n) => SimdMath.ScaleInTwoSteps(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Vector128.Sum(_lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest() => MathF.Max(MathF.Max(_lanes[0], _lanes[1]), MathF.Max(_lanes[2], _lanes[3]));
}
