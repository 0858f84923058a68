using System.Globalization;

namespace Cleave.Figures;

/// <summary>Numbers as text, the same on every machine.</summary>
internal static class Numbers
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Shortest text that reads back as the same number.</summary>
    public static string Exact(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A coordinate to a hundredth of a pixel.</summary>
    public static string Pixel(double value)
    {
        var rounded = Math.Round(Math.Clamp(value, -1e5, 1e5), 2);

        // Minus zero would print a sign.
        return (rounded == 0 ? 0 : rounded).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A tick label with the digits that its step needs.</summary>
    public static string Tick(double value, double step)
    {
        if (value == 0)
        {
            return "0";
        }

        // Three decimals of a power of ten tell ticks apart only up to a thousand steps.
        if (Math.Abs(value) >= 1e5 || (step < 1e-4 && Math.Abs(value) < 1e3 * step))
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));

        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>A tick label of a logarithmic axis: 10³, or a short number between decades.</summary>
    public static string LogTick(double value)
    {
        var exponent = (int)Math.Round(Math.Log10(value));

        if (exponent is >= -2 and <= 3)
        {
            return value.ToString("0.###", CultureInfo.InvariantCulture);
        }

        var digits = string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
        var factor = Math.Round(value / Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9)));

        return factor is > 1 and < 10
            ? value.ToString("0.#e0", CultureInfo.InvariantCulture).Replace('-', '−')
            : "10" + (exponent < 0 ? "⁻" : "") + digits;
    }
}
