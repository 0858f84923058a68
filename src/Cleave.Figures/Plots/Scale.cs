namespace Cleave.Figures.Plots;

/// <summary>Maps values of one axis to pixels and knows its ticks and their labels.</summary>
internal sealed record Scale(double Low, double High, bool Log, IReadOnlyList<double> Ticks, IReadOnlyList<string> Labels)
{
    private const double Padding = 0.03;

    // Beyond these the difference of two values could overflow, or vanish.
    private const double Largest = 1e300;
    private const double Smallest = 1e-290;

    /// <summary>A scale that shows the values.</summary>
    /// <param name="values">The values; those that cannot be drawn count for nothing.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="most">The most ticks; there are always two.</param>
    /// <param name="fits">Whether there is room for the labels; fewer ticks are tried until there is.</param>
    public static Scale Fit(IEnumerable<double> values, Axis axis, int most, Func<Scale, bool>? fits = null)
    {
        var drawable = values.Where(value => double.IsFinite(value) && Math.Abs(value) <= Largest && (!axis.Log || value > 0)).ToList();
        var low = drawable.Count > 0 ? drawable.Min() : axis.Log ? 0.1 : 0;
        var high = drawable.Count > 0 ? drawable.Max() : 1;
        (low, high) = axis.Log ? LogEnds(axis, low, high) : LinearEnds(axis, low, high);
        Scale scale;
        do
        {
            scale = axis.Log ? LogTicks.Of(low, high, most) : Linear(low, high, most);
            most = Math.Min(most, scale.Ticks.Count) - 1;
        }
        while (most >= 2 && fits is not null && !fits(scale));
        return scale;
    }

    public bool CanDraw(double value) => double.IsFinite(value) && (!Log || value > 0);

    public double Map(double value, double from, double to)
    {
        var share = Log
            ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
            : ((value / 2) - (Low / 2)) / ((High / 2) - (Low / 2));
        return from + (share * (to - from));
    }

    /// <summary>The step among 1, 2 and 5 times a power of ten that gives about <paramref name="count"/> ticks.</summary>
    public static double NiceStep(double range, int count)
    {
        var rough = range / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    /// <summary>The multiples of a round step between two ends: as many as are not more than asked for, and at least two.</summary>
    internal static (double[] Ticks, double Step) Multiples(double low, double high, int most)
    {
        var best = Between(low, high, NiceStep(high - low, most));
        for (var count = most + 1; count <= (3 * most) + 10; count++)
        {
            var denser = Between(low, high, NiceStep(high - low, count));
            if (best.Ticks.Length >= 2 && denser.Ticks.Length > most)
                break;
            best = denser;
        }

        return best;
    }

    private static (double[] Ticks, double Step) Between(double low, double high, double step)
    {
        var first = Math.Ceiling((low / step) - 1e-9);
        return ([.. Enumerable.Range(0, 100).Select(i => (first + i) * step).TakeWhile(tick => tick <= high + (1e-9 * step))], step);
    }

    private static Scale Linear(double low, double high, int most)
    {
        var (ticks, step) = Multiples(low, high, most);
        return new Scale(low, high, false, ticks, Drawing.Numbers.Ticks(ticks, step));
    }

    private static (double Low, double High) LinearEnds(Axis axis, double low, double high)
    {
        if (axis.WithZero)
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        // A single value needs some room around it, and room that is not lost in its own rounding.
        if (high - low <= Math.Max(Smallest, 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high))))
        {
            var room = Math.Abs(low) <= Smallest ? 1 : Math.Abs(low) / 2;
            (low, high) = axis.WithZero && low == 0 ? (0, high + room) : (low - room, high + room);
        }

        var margin = (high - low) * Padding;
        (low, high) = (axis.Low ?? (axis.WithZero && low == 0 ? 0 : low - margin), axis.High ?? (axis.WithZero && high == 0 ? 0 : high + margin));
        return (low, high > low ? high : low + Math.Max(1, Math.Abs(low)));
    }

    private static (double Low, double High) LogEnds(Axis axis, double low, double high)
    {
        low = Math.Max(axis.Low ?? low, 1e-300);
        high = Math.Max(axis.High ?? high, low);
        var (from, to) = (Math.Log10(low), Math.Log10(high));
        var margin = Math.Max((to - from) * Padding, to - from < 1e-9 ? 0.3 : 0);
        return (axis.Low is > 0 ? low : Math.Pow(10, from - margin), axis.High is > 0 && high > low ? high : Math.Pow(10, to + margin));
    }
}
