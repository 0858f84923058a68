using System.Globalization;

namespace Cleave.Runs.Verdicts;

/// <summary>Numbers as sentences say them.</summary>
internal static class Words
{
    /// <summary>A share in percent, two digits.</summary>
    public static string Percent(double share) => !double.IsFinite(share) ? Number(share)
        : share is > 0 and < 0.0001 ? "less than 0.01 %"
        : $"{Digits(100 * share, Math.Abs(share) >= 0.1 ? "0" : Math.Abs(share) >= 0.01 ? "0.#" : "0.##")} %";

    /// <summary>A change in percent, with its sign.</summary>
    public static string Change(double share) => double.IsFinite(share) ? $"{Digits(100 * share, "+0.#;-0.#;0")} %" : Number(share);

    /// <summary>A number, three digits behind the point.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "no number"
        : double.IsInfinity(value) ? "infinity"
        : Math.Abs(value) >= 1e5 ? Digits(value, "0.#e0")
        : Digits(value, Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.###");

    private static string Digits(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
