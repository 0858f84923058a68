namespace Cleave.Tensors.Kernels;

/// <summary>
/// Lanes of 32 bits in one register, so that a kernel is written once for every register width. Comparisons give masks
/// of all ones or all zeros, and the operations on bits read the lanes as integers.
/// </summary>
internal unsafe interface ISimd<TSelf>
    where TSelf : unmanaged, ISimd<TSelf>
{
    /// <summary>How many lanes.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(float* p);

    void Store(float* p);

    static abstract TSelf Fill(float value);

    static abstract TSelf FillBits(int value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    /// <summary>a·b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller; NaN when either is.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger; NaN when either is.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The value or the limit, whichever is smaller, in one instruction; NaN when the value is.</summary>
    static abstract TSelf AtMost(float limit, TSelf value);

    /// <summary>The value or the limit, whichever is larger, in one instruction; NaN when the value is.</summary>
    static abstract TSelf AtLeast(float limit, TSelf value);

    /// <summary>The same with a limit for each lane.</summary>
    static abstract TSelf AtLeast(TSelf limit, TSelf value);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The nearest whole number, halves to even.</summary>
    static abstract TSelf Round(TSelf value);

    static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    static abstract TSelf Greater(TSelf left, TSelf right);

    static abstract TSelf GreaterOrEqual(TSelf left, TSelf right);

    static abstract TSelf Equal(TSelf left, TSelf right);

    static abstract TSelf And(TSelf left, TSelf right);

    static abstract TSelf Or(TSelf left, TSelf right);

    static abstract TSelf Xor(TSelf left, TSelf right);

    static abstract TSelf AddBits(TSelf left, TSelf right);

    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    static abstract TSelf ShiftLeft(TSelf bits, int count);

    /// <summary>Shifts right, keeping the sign.</summary>
    static abstract TSelf ShiftRight(TSelf bits, int count);

    /// <summary>Shifts right, filling with zeros.</summary>
    static abstract TSelf ShiftRightUnsigned(TSelf bits, int count);

    /// <summary>Signed integers as floats.</summary>
    static abstract TSelf FromInteger(TSelf bits);

    /// <summary>Floats that hold whole numbers of fewer than 32 bits, as integers; anything for other floats.</summary>
    static abstract TSelf ToInteger(TSelf whole);

    /// <summary>x·2ⁿ, rounded once, for whole n from −252 to 254.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf x, TSelf n);

    /// <summary>The sum over the lanes.</summary>
    float Sum();

    /// <summary>The largest lane; NaN when any is.</summary>
    float Largest();
}
