using System.Globalization;

namespace Cleave.Figures.Drawing;

/// <summary>Numbers as text, the same on every machine: plain where few digits do, else with a power of ten, as in 2.5e−4.</summary>
internal static class Numbers
{
    private const int Exactly = 17;

    /// <summary>Shortest text that reads back as the same number.</summary>
    public static string Exact(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A coordinate to a hundredth of a pixel.</summary>
    public static string Pixel(double value)
    {
        var rounded = Math.Round(Math.Clamp(value, -1e5, 1e5), 2);
        // Minus zero would print a sign.
        return (rounded == 0 ? 0 : rounded).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The labels of an axis's ticks, all of one form and with the digits that tell them apart.</summary>
    public static IReadOnlyList<string> Ticks(IReadOnlyList<double> ticks, double step)
    {
        var largest = ticks.Select(Math.Abs).DefaultIfEmpty(0).Max();
        var isPlain = largest < 1e5 && step >= (largest < 0.01 ? 0.99e-3 : 0.99e-6);
        return [.. ticks.Select(tick => isPlain ? Plain(tick, step) : WithPower(tick, step))];
    }

    /// <summary>The labels of a logarithmic axis.</summary>
    public static IReadOnlyList<string> LogTicks(IReadOnlyList<double> ticks) =>
        [.. ticks.Select(tick => tick is >= 0.99e-3 and < 1e5 ? Sign(tick.ToString("0.####", CultureInfo.InvariantCulture)) : WithPower(tick, tick))];

    private static string Plain(double value, double step)
    {
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        return Sign(Math.Abs(value) < step / 2 ? "0" : value.ToString($"F{decimals}", CultureInfo.InvariantCulture));
    }

    private static string WithPower(double value, double step)
    {
        if (Math.Abs(value) < step / 2)
            return "0";
        var decimals = Math.Clamp((int)(Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9) - Math.Floor(Math.Log10(step) + 1e-9)), 0, Exactly);
        return Sign(value.ToString($"0.{new string('#', decimals)}e0", CultureInfo.InvariantCulture));
    }

    private static string Sign(string number) => number.Replace('-', '−');
}
