using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cleave.Formats.Safetensors;

/// <summary>One named tensor: row-major elements, little endian as in the file.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, ElementType type, int[] shape, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The stored element type.</summary>
    public ElementType Type { get; }

    /// <summary>The sizes, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The raw elements.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Bytes.Length / Type.Size();

    /// <summary>A tensor of floats, copied.</summary>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values) => Copy(name, ElementType.F32, shape, values);

    /// <summary>A tensor of 32-bit integers, copied.</summary>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<int> values) => Copy(name, ElementType.I32, shape, values);

    /// <summary>A tensor of 64-bit integers, copied.</summary>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<long> values) => Copy(name, ElementType.I64, shape, values);

    /// <summary>A tensor of bytes, copied.</summary>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<byte> values) => Copy(name, ElementType.U8, shape, values);

    /// <summary>The elements as floats in a new array; F64 and integers are rounded to the nearest float.</summary>
    public float[] Floats()
    {
        var result = new float[Count];
        var bytes = Bytes.Span;
        if (Type == ElementType.F32 && BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(result.AsSpan()));
            return result;
        }
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (float)Real(bytes, i);
        }
        return result;
    }

    /// <summary>The elements as 32-bit integers in a new array.</summary>
    /// <exception cref="InputException">The type is a floating one, or a value does not fit.</exception>
    public int[] Integers() => Array.ConvertAll(Longs(), value => value == (int)value
        ? (int)value
        : throw new InputException($"tensor '{Name}': value {value} does not fit 32 bits, store smaller values."));

    /// <summary>The elements as 64-bit integers in a new array.</summary>
    /// <exception cref="InputException">The type is a floating one or U64 beyond the range.</exception>
    public long[] Longs()
    {
        if (Type.IsFloating())
        {
            throw new InputException($"tensor '{Name}': expected integers but found {Type}, store it as I32 or I64.");
        }
        var result = new long[Count];
        var bytes = Bytes.Span;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Whole(bytes, i);
        }
        return result;
    }

    /// <summary>How many elements are NaN or infinite.</summary>
    public int CountNonFinite()
    {
        var bytes = Bytes.Span;
        if (Type == ElementType.F32 && BitConverter.IsLittleEndian)
        {
            return NonFinite.Count(MemoryMarshal.Cast<byte, float>(bytes));
        }
        int found = 0;
        for (int i = 0; Type.IsFloating() && i < Count; i++)
        {
            found += double.IsFinite(Real(bytes, i)) ? 0 : 1;
        }
        return found;
    }

    private static SafetensorsTensor Copy<T>(string name, ElementType type, IReadOnlyList<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Any(size => size < 0) || shape.Aggregate(1L, (product, size) => checked(product * size)) != values.Length)
        {
            throw new ArgumentException($"tensor '{name}': shape [{string.Join(",", shape)}] does not hold {values.Length} elements", nameof(shape));
        }
        // Little-endian machines only: .NET runs on no other that this project targets.
        return new SafetensorsTensor(name, type, [.. shape], MemoryMarshal.AsBytes(values).ToArray());
    }

    private double Real(ReadOnlySpan<byte> bytes, int i) => Type switch
    {
        ElementType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
        ElementType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
        ElementType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
        ElementType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16),
        ElementType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]),
        _ => Whole(bytes, i),
    };

    private long Whole(ReadOnlySpan<byte> bytes, int i) => Type switch
    {
        ElementType.I8 => (sbyte)bytes[i],
        ElementType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]),
        ElementType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]),
        ElementType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
        ElementType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]),
        ElementType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
        ElementType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]) is var value && value <= long.MaxValue
            ? (long)value
            : throw new InputException($"tensor '{Name}': a value above 2^63 does not fit, store smaller values."),
        _ => bytes[i],
    };
}
