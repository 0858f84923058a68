using System.Globalization;

namespace Cleave.Cli.Views;

/// <summary>Numbers as tables show them.</summary>
internal static class Digits
{
    public static string Of(double value) => value == 0 ? "0"
        : Math.Abs(value) is >= 1e-3 and < 1e5 ? value.ToString(Math.Abs(value) >= 1000 ? "0" : "0.####", CultureInfo.InvariantCulture)
        : value.ToString("0.##e0", CultureInfo.InvariantCulture);

    public static string Of(double? value) => value is { } number ? Of(number) : "";

    public static string Of(int? value) => value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "";

    public static string Duration(double seconds) =>
        seconds < 100 ? $"{seconds:0.0} s"
        : seconds < 3600 ? $"{(int)seconds / 60} min {(int)seconds % 60:00} s"
        : $"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60:00} min";
}
