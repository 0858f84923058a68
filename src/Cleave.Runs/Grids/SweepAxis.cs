using System.Globalization;
using Cleave.Formats;
using Cleave.Tensors.Randomness;

namespace Cleave.Runs.Grids;

/// <summary>A key of the config that a sweep changes, with the values it takes.</summary>
/// <param name="Key">Keys joined by dots.</param>
/// <param name="Values">The values as YAML; none when a range is given.</param>
/// <param name="Range">Bounds to draw from, log-uniformly, or null.</param>
public sealed record SweepAxis(string Key, IReadOnlyList<string> Values, (double Low, double High)? Range)
{
    private const string Between = "..";

    /// <summary>Whether numbers drawn from the range are whole, as both bounds are written.</summary>
    public bool Whole { get; private init; }

    /// <summary>Reads <c>key=v1,v2,..</c> or <c>key=low..high</c>; a comma within brackets does not divide.</summary>
    /// <exception cref="InputException">When it is neither.</exception>
    public static SweepAxis Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0 || split == text.Length - 1)
            throw new InputException($"--over {text}: expected key=v1,v2,.. or key=low..high, found no key or no values; write for example --over seed=0,1.");
        var (key, right) = (text[..split].Trim(), text[(split + 1)..].Trim());
        if (right.Split(Between) is not [var low, var high] || right[0] is '[' or '{' or '"')
            return new SweepAxis(key, Divided(text, right), null);
        return Number(low) is > 0 and var bottom && Number(high) is { } top && top > bottom
            ? new SweepAxis(key, [], (bottom, top)) { Whole = low.Concat(high).All(char.IsAsciiDigit) }
            : throw new InputException($"--over {text}: expected a range low..high of numbers above 0, found none; write for example 1e-4..1e-2.");
    }

    /// <summary>The value of a draw.</summary>
    /// <param name="seed">Seed of the sweep.</param>
    /// <param name="draw">Which draw; equal draws give equal values.</param>
    public string Draw(ulong seed, int draw)
    {
        Span<float> number = stackalloc float[1];
        new RandomStream(seed, $"sweep/{Key}").Uniform(draw, number);
        if (Range is not { } range)
            return Values[(int)(number[0] * Values.Count)];
        var value = range.Low * Math.Pow(range.High / range.Low, number[0]);
        return Whole ? Math.Round(value).ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.###e0", CultureInfo.InvariantCulture);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static List<string> Divided(string text, string right)
    {
        var (values, start, depth) = (new List<string>(), 0, 0);
        for (var i = 0; i <= right.Length; i++)
        {
            depth += i == right.Length ? 0 : right[i] switch { '[' or '{' => 1, ']' or '}' => -1, _ => 0 };
            if (i < right.Length && (right[i] != ',' || depth > 0))
                continue;
            values.Add(right[start..i].Trim());
            start = i + 1;
        }

        return values.Contains("") || values.Distinct(StringComparer.Ordinal).Count() < values.Count
            ? throw new InputException($"--over {text}: expected values divided by commas, each once, found an empty or a repeated one; correct the list.")
            : values;
    }
}
