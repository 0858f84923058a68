using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace Cleave.Bench;

/// <summary>
/// Times a step of several builds in one process that take turns. Two processes, one after the other, may differ by a third on a shared machine for reasons
/// that have nothing to do with either; neighbouring turns mostly do not, and the median of their ratios shows a difference of two parts in a hundred.
/// </summary>
internal static class Turns
{
    private const int WarmUpSeconds = 2;

    /// <summary>Prints for each build its median and best step, and the median over rounds of its time as a share of the first build's.</summary>
    /// <param name="name">Which case.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="rounds">How many turns each build has.</param>
    /// <param name="folders">Where each build lies: copies of bench/Cleave.Bench/bin/Release/net10.0.</param>
    /// <param name="files">A language model and its text, where they are given.</param>
    public static void Run(string name, int threads, int rounds, IReadOnlyList<string> folders, IReadOnlyList<string> files)
    {
        var steps = folders.Select(folder => Begin(folder, name, threads, files)).ToArray();
        foreach (var step in steps)
        {
            var begun = Stopwatch.GetTimestamp();
            do
                step();
            while (Stopwatch.GetElapsedTime(begun).TotalSeconds < WarmUpSeconds);
        }

        var times = steps.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < steps.Length; turn++)
            {
                var build = (turn + round) % steps.Length;
                var start = Stopwatch.GetTimestamp();
                steps[build]();
                times[build][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        for (var build = 0; build < steps.Length; build++)
        {
            var ratio = Median(times[build].Select((time, round) => time / times[0][round]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{folders[build]}: median {Median(times[build]):F3} ms, best {times[build].Min():F3}, of the first's time {ratio:F3}"));
        }
    }

    // Each build in a context of its own, which shares no code with the others.
    private static Action Begin(string folder, string name, int threads, IReadOnlyList<string> files)
    {
        var builds = new Build(Path.GetFullPath(folder));
        var cases = builds.Load("Cleave.Bench").GetType("Cleave.Bench.StepCase", throwOnError: true)!;
        var device = Activator.CreateInstance(builds.Load("Cleave.Tensors").GetType("Cleave.Tensors.CpuDevice", throwOnError: true)!, threads);
        var @case = cases.GetMethod("Named", BindingFlags.Static | BindingFlags.Public)!.Invoke(null, [name, files]);
        var trainer = cases.GetMethod("Begin")!.Invoke(@case, [device])!;
        return trainer.GetType().GetMethod("AdvanceSilently")!.CreateDelegate<Action>(trainer);
    }

    private static double Median(IEnumerable<double> times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed class Build(string folder) : AssemblyLoadContext
    {
        public Assembly Load(string name) => LoadFromAssemblyPath(Path.Combine(folder, $"{name}.dll"));

        protected override Assembly? Load(AssemblyName assemblyName) =>
            File.Exists(Path.Combine(folder, $"{assemblyName.Name}.dll")) ? Load(assemblyName.Name!) : null;
    }
}
