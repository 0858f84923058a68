using System.Diagnostics;
using System.Globalization;
using Cleave.Decomposition.Recipes;
using Cleave.Decomposition.Training;
using Cleave.Tensors;

namespace Cleave.Bench;

/// <summary>
/// Time, memory and operations of one training step of the shipped recipes. Other processes disturb the samples, so the median of
/// several short ones is shown beside the best.
/// </summary>
internal static class StepBenchmark
{
    private const int Samples = 9;
    private const int WarmUpSteps = 5;
    private const int ProfiledSteps = 5;
    private const int AllocationSteps = 20;
    private const int ProfileRows = 15;
    private const double SampleSeconds = 0.1;

    /// <summary>Measures the toys, or one named recipe, and, where a model is given, the language model.</summary>
    public static void Run(string[] arguments)
    {
        List<RecipeFile> recipes = Option(arguments, "--recipe") is { } name
            ? [RecipeFile.OfName(name)]
            : [RecipeFile.OfName("tms-5-2"), RecipeFile.OfName("tms-40-10")];
        if (Option(arguments, "--model") is { } model)
        {
            var stories = RecipeFile.OfName("stories").WithText("target.model", Path.GetFullPath(model));
            recipes.Add(Option(arguments, "--text") is { } text ? stories.WithText("data.text", Path.GetFullPath(text)) : stories);
        }

        foreach (var recipe in recipes)
        {
            // One step of warm-up shows the same step: it only moves the starting values.
            var config = recipe.With("warm_up.steps", "1").Config;
            foreach (var threads in (ReadOnlySpan<int>)[1, 2])
                Measure(config, threads);
        }
    }

    private static string? Option(string[] arguments, string name)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }

    private static void Measure(RunConfig config, int threads)
    {
        using var device = new CpuDevice(threads);
        var subject = config.Target.Toy is { } toy
            ? Subject.Of(config, toy, toy.Make(device, config.Seed))
            : Subject.Of(config, device);
        using var trainer = new Experiment(config, subject).Train(device);
        trainer.Begin();
        for (var i = 0; i < WarmUpSteps; i++)
            trainer.AdvanceSilently();

        var milliseconds = Times(trainer);
        Print($"\n{config.Name}, {threads} thread(s): {milliseconds[Samples / 2]:F3} ms a step (median; best {milliseconds[0]:F3})");
        var arena = trainer.ArenaBytes / 1e6;
        Print($"  {trainer.Operations} operations, arena {arena:F1} MB, {Allocated(trainer)} managed bytes allocated a step");
        PrintProfile(trainer);
    }

    private static double[] Times(Trainer trainer)
    {
        var start = Stopwatch.GetTimestamp();
        trainer.AdvanceSilently();
        var steps = (int)Math.Clamp(SampleSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds, 1, 1_000);
        var samples = new double[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < steps; i++)
                trainer.AdvanceSilently();
            samples[sample] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / steps;
        }

        Array.Sort(samples);
        return samples;
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

    private static void PrintProfile(Trainer trainer)
    {
        var totals = new Dictionary<string, (long Ticks, int Calls)>();
        for (var i = 0; i < ProfiledSteps; i++)
            trainer.Profile(totals);
        var all = totals.Values.Sum(t => t.Ticks);
        Print($"  {"operation, each phase once",-32} {"ms",8} {"calls",6} {"%",6}");
        foreach (var (name, (ticks, calls)) in totals.OrderByDescending(t => t.Value.Ticks).Take(ProfileRows))
        {
            var milliseconds = 1e3 * ticks / ProfiledSteps / Stopwatch.Frequency;
            Print($"  {name,-32} {milliseconds,8:F3} {calls / ProfiledSteps,6} {100.0 * ticks / all,6:F1}");
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
