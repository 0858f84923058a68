using System.Diagnostics;
using System.Globalization;
using Cleave.Decomposition.Training;
using Cleave.Tensors;

namespace Cleave.Bench;

/// <summary>
/// Time, memory, counted operations and bytes of training steps, in all and by part of the step, beside what the machine can do at
/// best. Other processes disturb the samples, so the median of several short ones is shown beside the best.
/// </summary>
internal static class StepBenchmark
{
    private const int Samples = 9;
    private const int SamplesOfLongSteps = 3;
    private const int WarmUpSteps = 2;
    private const int ProfiledSteps = 2;
    private const int AllocationSteps = 5;
    private const int OperationRows = 60;
    private const double SampleSeconds = 0.1;

    /// <summary>Measures the cases, those that a name is part of where one is given.</summary>
    public static void Run(string[] arguments)
    {
        var cases = StepCase.All(Option(arguments, "--model"), Option(arguments, "--text"));
        if (Option(arguments, "--case") is { } names)
            cases = [.. cases.Where(c => names.Split(';').Contains(c.Name))];
        if (Option(arguments, "--recipe") is { } recipe)
            cases = [StepCase.Toy(recipe)];
        int[] threads = Option(arguments, "--threads") is { } counts ? [.. counts.Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture))] : [1, 2];
        foreach (var count in threads)
        {
            var machine = Machine.Measure(count);
            Print($"\n{count} thread(s): at best {machine.Flops / 1e9:F0} GFLOP/s in registers, {machine.Bandwidth / 1e9:F1} GB/s copied{(count > 1 ? $", a cache line there and back in {CacheLine.RoundTrip():F0} ns" : "")}");
            foreach (var @case in cases)
                Measure(@case, count, machine);
        }
    }

    /// <summary>
    /// Prints the median and the best time of one case's step in milliseconds, for scripts that compare; with several threads also the
    /// nanoseconds of a cache line's round trip just after.
    /// </summary>
    public static void Time(StepCase @case, int threads, double seconds)
    {
        using var device = new CpuDevice(threads);
        using var trainer = @case.Begin(device);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < WarmUpSteps || Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds; i++)
            trainer.AdvanceSilently();
        var times = new List<double>();
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            trainer.AdvanceSilently();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Print($"{times[times.Count / 2]:F4} {times[0]:F4}{(threads > 1 ? $" {CacheLine.RoundTrip():F0}" : "")}");
    }

    private static string? Option(string[] arguments, string name)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }

    private static void Measure(StepCase @case, int threads, Machine machine)
    {
        using var device = new CpuDevice(threads);

        using var trainer = @case.Begin(device);
        for (var i = 0; i < WarmUpSteps; i++)
            trainer.AdvanceSilently();

        var milliseconds = Times(trainer);
        var profile = Profile(trainer);
        var total = profile.Total;
        var median = milliseconds[milliseconds.Length / 2];
        var seconds = median / 1e3;
        Print($"\n{@case.Name}, {threads} thread(s): {median:F3} ms a step (median; best {milliseconds[0]:F3})");
        Print($"  {total.Flops / ProfiledSteps / 1e9:F3} GFLOP a step, {Share(total.Flops / ProfiledSteps, seconds, machine.Flops):F0} % of what registers allow");
        Print($"  {trainer.Operations} operations, {Allocated(trainer)} managed bytes allocated a step");
        Print($"  memory: {Held(trainer) / 1e6:F1} MB of parameters, moments and sources, {trainer.ArenaBytes / 1e6:F1} MB of temporaries; peak of the process so far {Peak() / 1e6:F0} MB");
        PrintRows("part", profile.Parts, machine, int.MaxValue);
        PrintRows("operation", profile.Operations, machine, OperationRows);
    }

    private static double[] Times(Trainer trainer)
    {
        var start = Stopwatch.GetTimestamp();
        trainer.AdvanceSilently();
        var steps = (int)Math.Clamp(SampleSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds, 1, 1_000);
        var samples = new double[Stopwatch.GetElapsedTime(start).TotalSeconds < 1 ? Samples : SamplesOfLongSteps];
        for (var sample = 0; sample < samples.Length; sample++)
        {
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < steps; i++)
                trainer.AdvanceSilently();
            samples[sample] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / steps;
        }

        Array.Sort(samples);
        return samples;
    }

    private static StepProfile Profile(Trainer trainer)
    {
        var profile = new StepProfile();
        for (var i = 0; i < ProfiledSteps; i++)
            trainer.Profile(profile);
        return profile;
    }

    // Of all threads, to the byte.
    private static string Allocated(Trainer trainer)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < AllocationSteps; i++)
            trainer.AdvanceSilently();
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / AllocationSteps:0.##}");
    }

    private static double Held(Trainer trainer) => sizeof(float) * trainer.State.Sum(v => (double)v.Shape.Count);

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static void PrintRows(string what, IReadOnlyList<(string Name, OperationCost Cost)> rows, Machine machine, int most)
    {
        var all = rows.Sum(r => r.Cost.Milliseconds);
        Print($"  {what,-30} {"ms",9} {"%",5} {"calls",6} {"GFLOP",9} {"% peak",7} {"GB",8} {"% copy",7}");
        foreach (var (name, cost) in rows.Take(most))
        {
            var seconds = cost.Milliseconds / 1e3;
            Print($"  {name,-30} {cost.Milliseconds / ProfiledSteps,9:F3} {100 * cost.Milliseconds / all,5:F1} {cost.Calls / ProfiledSteps,6} {cost.Flops / ProfiledSteps / 1e9,9:F4} {Share(cost.Flops, seconds, machine.Flops),7:F0} {cost.Bytes / ProfiledSteps / 1e9,8:F4} {Share(cost.Bytes, seconds, machine.Bandwidth),7:F0}");
        }
    }

    private static double Share(double amount, double seconds, double best) => 100 * amount / seconds / best;

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
