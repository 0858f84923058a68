using System.Diagnostics;
using System.Globalization;
using Cleave.Tensors;

namespace Cleave.Bench;

/// <summary>How a step's time grows when one size is doubled again and again, beside how its counted operations grow.</summary>
internal static class ScalingBenchmark
{
    private const int Doublings = 4;
    private const int Rounds = 4;   // the sizes in turns, the best of all counts: processors are slower for minutes at a time
    private const int Steps = 3;
    private static readonly StepCase.Sizes Base = new() { Width = 64, Layers = 2, Count = 128, Batch = 2, Length = 64 };

    private static readonly IReadOnlyList<(string Name, Func<int, StepCase.Sizes> At)> Axes =
    [
        ("C", factor => Base with { Count = Base.Count * factor }),
        ("batch", factor => Base with { Batch = Base.Batch * factor }),
        ("positions", factor => Base with { Length = Base.Length * factor }),
        ("width", factor => Base with { Width = Base.Width * factor }),
        ("layers", factor => Base with { Layers = Base.Layers * factor }),
        ("sites", factor => Base with { Layers = 4, Sites = factor }),
    ];

    /// <summary>Measures every axis, as a table in Markdown.</summary>
    public static void Run(int threads)
    {
        Console.WriteLine("| doubled | size | GFLOP | ms | time per operation, of the smallest | cache line there and back, ns |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (name, at) in Axes)
        {
            StepCase[] cases = [.. Enumerable.Range(0, Doublings + 1).Select(d => StepCase.Transformer($"{name}-{1 << d}", at(1 << d)))];
            var (flops, best, lines) = (new double[cases.Length], new double[cases.Length], new double[cases.Length]);
            Array.Fill(best, double.PositiveInfinity);
            for (var round = 0; round < Rounds; round++)
            {
                for (var d = 0; d < cases.Length; d++)
                {
                    (flops[d], var milliseconds) = Measure(cases[d], threads);
                    if (milliseconds < best[d])
                        (best[d], lines[d]) = (milliseconds, CacheLine.QuickestRoundTrip());
                }
            }

            for (var d = 0; d < cases.Length; d++)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | ×{1 << d} | {flops[d] / 1e9:F2} | {best[d]:F1} | {best[d] / flops[d] / (best[0] / flops[0]):F2} | {lines[d]:F0} |"));
            }
        }
    }

    private static (double Flops, double Milliseconds) Measure(StepCase @case, int threads)
    {
        using var device = new CpuDevice(threads);
        using var trainer = @case.Begin(device);
        trainer.AdvanceSilently();
        var times = new double[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            trainer.AdvanceSilently();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        var profile = new StepProfile();
        trainer.Profile(profile);
        return (profile.Total.Flops, times.Min());
    }
}
