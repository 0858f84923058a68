using Cleave.Figures.Drawing;

namespace Cleave.Figures.Plots;

/// <summary>Cuts a series into unbroken runs of pixels and thins long ones without losing a peak.</summary>
internal static class Segments
{
    /// <summary>More points than this cannot be told apart in a plot.</summary>
    public const int Limit = 2000;

    public static IEnumerable<IReadOnlyList<(double X, double Y)>> Of(Series series, Scale x, Scale y, Box plot)
    {
        var runs = new List<List<(double X, double Y)>> { new() };

        for (var i = 0; i < series.X.Count; i++)
        {
            if (x.CanDraw(series.X[i]) && y.CanDraw(series.Y[i]))
            {
                runs[^1].Add((x.Map(series.X[i], plot.Left, plot.Right), y.Map(series.Y[i], plot.Bottom, plot.Top)));
            }
            else if (runs[^1].Count > 0)
            {
                runs.Add([]);
            }
        }

        var total = Math.Max(1, runs.Sum(run => run.Count));

        return runs.Where(run => run.Count > 0).Select(run => total <= Limit ? run : Thin(run, Math.Max(1, Limit / 2 * run.Count / total)));
    }

    /// <summary>Keeps the lowest and the highest point of each of <paramref name="buckets"/> stretches, in order.</summary>
    private static List<(double X, double Y)> Thin(List<(double X, double Y)> run, int buckets)
    {
        if (run.Count <= 2 * buckets)
        {
            return run;
        }

        var kept = new List<(double X, double Y)>(2 * buckets);

        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var from = (int)((long)run.Count * bucket / buckets);
            var to = (int)((long)run.Count * (bucket + 1) / buckets);
            var (low, high) = (from, from);

            for (var i = from; i < to; i++)
            {
                low = run[i].Y < run[low].Y ? i : low;
                high = run[i].Y > run[high].Y ? i : high;
            }

            kept.Add(run[Math.Min(low, high)]);

            if (low != high)
            {
                kept.Add(run[Math.Max(low, high)]);
            }
        }

        return kept;
    }
}
