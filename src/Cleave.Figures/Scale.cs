namespace Cleave.Figures;

/// <summary>Maps values of one axis to pixels and knows its ticks.</summary>
internal sealed record Scale(double Low, double High, bool Log, IReadOnlyList<double> Ticks, double Step)
{
    private const double Padding = 0.03;

    // Beyond this the difference of two values could overflow.
    private const double Largest = 1e300;

    public static Scale Fit(IEnumerable<double> values, Axis axis, int ticks = 6)
    {
        var drawable = values.Where(value => double.IsFinite(value) && Math.Abs(value) <= Largest && (!axis.Log || value > 0)).ToList();
        var low = drawable.Count > 0 ? drawable.Min() : axis.Log ? 0.1 : 0;
        var high = drawable.Count > 0 ? drawable.Max() : 1;

        return axis.Log ? FitLog(axis.Low ?? low, axis.High ?? high, ticks) : FitLinear(axis, low, high, ticks);
    }

    public bool CanDraw(double value) => double.IsFinite(value) && (!Log || value > 0);

    public double Map(double value, double from, double to)
    {
        var share = Log
            ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
            : (value - Low) / (High - Low);

        return from + (share * (to - from));
    }

    public string Label(double tick) => Log ? Numbers.LogTick(tick) : Numbers.Tick(tick, Step);

    /// <summary>The step among 1, 2 and 5 times a power of ten that gives about <paramref name="count"/> ticks.</summary>
    public static double NiceStep(double range, int count)
    {
        var rough = range / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var factor = rough / power;

        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    private static Scale FitLinear(Axis axis, double low, double high, int count)
    {
        if (axis.WithZero)
        {
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        }

        // A single value needs some room around it, and room that is not lost in its own rounding.
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            var room = low == 0 ? 1 : Math.Abs(low) / 2;
            (low, high) = (low - room, high + room);
        }

        var margin = (high - low) * Padding;
        (low, high) = (axis.Low ?? (axis.WithZero && low == 0 ? 0 : low - margin), axis.High ?? (axis.WithZero && high == 0 ? 0 : high + margin));

        if (high <= low)
        {
            high = low + Math.Max(1, Math.Abs(low));
        }

        var step = NiceStep(high - low, count);
        var first = Math.Ceiling((low / step) - 1e-9);
        var ticks = Enumerable.Range(0, count * 3).Select(i => (first + i) * step).TakeWhile(tick => tick <= high + (1e-9 * step));

        return new Scale(low, high, false, [.. ticks], step);
    }

    private static Scale FitLog(double low, double high, int count)
    {
        low = Math.Max(low, 1e-300);
        high = Math.Max(high, low);
        var (from, to) = (Math.Log10(low), Math.Log10(high));
        var margin = Math.Max((to - from) * Padding, to - from < 1e-9 ? 0.3 : 0);
        (from, to) = (from - margin, to + margin);

        var step = Math.Max(1, (int)Math.Ceiling((to - from) / count));
        double[] factors = to - from > 2.5 ? [1] : [1, 2, 5];
        var decades = Enumerable.Range((int)Math.Floor(from), (int)(Math.Ceiling(to) - Math.Floor(from)) + 1).Where(decade => decade % step == 0);
        var ticks = decades.SelectMany(decade => factors.Select(factor => factor * Math.Pow(10, decade)));
        var (bottom, top) = (Math.Pow(10, from), Math.Pow(10, to));

        return new Scale(bottom, top, true, [.. ticks.Where(tick => tick >= bottom * (1 - 1e-9) && tick <= top * (1 + 1e-9))], step);
    }
}
