namespace Cleave.Formats.Safetensors;

/// <summary>The element types of safetensors that are read here. Names equal those in the file.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a float.</summary>
    BF16,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Unsigned, 64 bits.</summary>
    U64,

    /// <summary>IEEE double precision.</summary>
    F64,
}

/// <summary>What is known of an <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    private static readonly string[] Refused = ["F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "C64"];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.BOOL or ElementType.U8 or ElementType.I8 => 1,
        ElementType.I16 or ElementType.U16 or ElementType.F16 or ElementType.BF16 => 2,
        ElementType.I32 or ElementType.U32 or ElementType.F32 => 4,
        _ => 8,
    };

    /// <summary>Whether elements may be NaN or infinite.</summary>
    public static bool IsFloating(this ElementType type) => type is ElementType.F16 or ElementType.BF16 or ElementType.F32 or ElementType.F64;

    /// <summary>The type of that name, or null; case matters.</summary>
    internal static ElementType? Named(string name) => name switch
    {
        "BOOL" => ElementType.BOOL,
        "U8" => ElementType.U8,
        "I8" => ElementType.I8,
        "I16" => ElementType.I16,
        "U16" => ElementType.U16,
        "F16" => ElementType.F16,
        "BF16" => ElementType.BF16,
        "I32" => ElementType.I32,
        "U32" => ElementType.U32,
        "F32" => ElementType.F32,
        "I64" => ElementType.I64,
        "U64" => ElementType.U64,
        "F64" => ElementType.F64,
        _ => null,
    };

    /// <summary>Whether safetensors has the type although it is not read here.</summary>
    internal static bool IsKnownButRefused(string name) => Refused.Contains(name, StringComparer.Ordinal);
}
