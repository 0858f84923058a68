using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>The ticks of logarithmic axes.</summary>
internal static class LogTicks
{
    private const double Rounding = 1e-9;

    private static readonly double[][] Factors = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3]];

    /// <summary>The densest ticks that are not more than asked for: round numbers within decades, decades, every other decade and so on.</summary>
    public static Scale Of(double low, double high, int most)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        var within = Factors.Select(factors => Ticks(1, factors));
        var decades = Enumerable.Range(1, last - first + 1).Select(step => Ticks(step, [1]));
        var ticks = within.Concat(decades).Where(t => t.Length >= 2).SkipWhile(t => t.Length > most).FirstOrDefault();
        // Within one decade a round step may tell more than numbers of one digit, and where there are no two of these it must.
        var (multiples, size) = high / low < 10 ? Scale.Multiples(low, high, most) : ([], 1);
        var positive = multiples.Where(m => m >= low * (1 - Rounding)).ToArray();
        if (positive.Length <= most && positive.Length > Math.Max(1, ticks?.Length ?? 0))
            return new Scale(low, high, true, positive, Numbers.Ticks(positive, size));
        return ticks is not null ? new Scale(low, high, true, ticks, Numbers.LogTicks(ticks)) : Ends(low, high, Ticks(1, [1]));

        double[] Ticks(int step, double[] factors) =>
        [
            .. Enumerable.Range(first, last - first + 1).Where(decade => decade % step == 0)
                .SelectMany(decade => factors.Select(factor => factor * Math.Pow(10, decade)))
                .Where(tick => tick >= low * (1 - Rounding) && tick <= high * (1 + Rounding)),
        ];
    }

    // The first and the last of what would be too many.
    private static Scale Ends(double low, double high, double[] ticks)
    {
        double[] ends = ticks.Length >= 2 ? [ticks[0], ticks[^1]] : [low, high];
        return new Scale(low, high, true, ends, Numbers.LogTicks(ends));
    }
}
