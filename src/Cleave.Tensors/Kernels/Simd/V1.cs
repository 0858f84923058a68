using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>One lane: the twin of the wide types for what is left at the end of a row.</summary>
internal readonly unsafe struct V1(float lane) : ISimd<V1>
{
    private readonly float _lane = lane;

    public static int Width => 1;

    private int Bits => BitConverter.SingleToInt32Bits(_lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Load(float* p) => new(*p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => *p = _lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Fill(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 FillBits(int value) => new(BitConverter.Int32BitsToSingle(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator +(V1 left, V1 right) => new(left._lane + right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator -(V1 left, V1 right) => new(left._lane - right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator *(V1 left, V1 right) => new(left._lane * right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator /(V1 left, V1 right) => new(left._lane / right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 operator -(V1 value) => new(-value._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 MultiplyAdd(V1 a, V1 b, V1 c) => new(float.MultiplyAddEstimate(a._lane, b._lane, c._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Min(V1 left, V1 right) => new(MathF.Min(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Max(V1 left, V1 right) => new(MathF.Max(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 AtMost(float limit, V1 value) => new(limit < value._lane ? limit : value._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 AtLeast(float limit, V1 value) => new(limit > value._lane ? limit : value._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 AtLeast(V1 limit, V1 value) => new(limit._lane > value._lane ? limit._lane : value._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Abs(V1 value) => new(MathF.Abs(value._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Sqrt(V1 value) => new(MathF.Sqrt(value._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Round(V1 value) => new(MathF.Round(value._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Select(V1 mask, V1 yes, V1 no) => FillBits((mask.Bits & yes.Bits) | (~mask.Bits & no.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Greater(V1 left, V1 right) => Mask(left._lane > right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 GreaterOrEqual(V1 left, V1 right) => Mask(left._lane >= right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Equal(V1 left, V1 right) => Mask(left._lane == right._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 And(V1 left, V1 right) => FillBits(left.Bits & right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Or(V1 left, V1 right) => FillBits(left.Bits | right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 Xor(V1 left, V1 right) => FillBits(left.Bits ^ right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 AddBits(V1 left, V1 right) => FillBits(left.Bits + right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 SubtractBits(V1 left, V1 right) => FillBits(left.Bits - right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 ShiftLeft(V1 bits, int count) => FillBits(bits.Bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 ShiftRight(V1 bits, int count) => FillBits(bits.Bits >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 ShiftRightUnsigned(V1 bits, int count) => FillBits(bits.Bits >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 FromInteger(V1 bits) => new(bits.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 ToInteger(V1 whole) => FillBits((int)whole._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V1 ScaleByPowerOfTwo(V1 x, V1 n) => SimdMath.ScaleInTwoSteps(x, n);

    public float Sum() => _lane;

    public float Largest() => _lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V1 Mask(bool value) => FillBits(value ? -1 : 0);
}
