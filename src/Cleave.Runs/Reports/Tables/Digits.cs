using System.Globalization;

namespace Cleave.Runs.Reports.Tables;

/// <summary>Numbers as tables and lines of progress show them.</summary>
public static class Digits
{
    /// <summary>A number to four digits after the point; very small and large ones as powers of ten.</summary>
    public static string Of(double value) => value == 0 ? "0"
        : Math.Abs(value) is >= 1e-3 and < 1e5 ? value.ToString(Math.Abs(value) >= 1000 ? "0" : "0.####", CultureInfo.InvariantCulture)
        : value.ToString("0.##e0", CultureInfo.InvariantCulture);

    /// <summary>The same, or nothing.</summary>
    public static string Of(double? value) => value is { } number ? Of(number) : "";

    /// <summary>A count, or nothing.</summary>
    public static string Of(int? value) => value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>A time in the two largest units that it has.</summary>
    public static string Duration(double seconds) =>
        seconds < 100 ? $"{seconds.ToString("0.0", CultureInfo.InvariantCulture)} s"
        : seconds < 3600 ? $"{(int)seconds / 60} min {(int)seconds % 60:00} s"
        : $"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60:00} min";
}
