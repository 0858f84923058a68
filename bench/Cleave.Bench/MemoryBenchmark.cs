using System.Diagnostics;
using System.Globalization;
using Cleave.Runs.Recipes;
using Cleave.Tensors;

namespace Cleave.Bench;

/// <summary>
/// Memory of training steps beside what no implementation can do without: parameters, their gradients and moments, sources with theirs,
/// the target's weights, and once the activations that a masked pass keeps for its backward pass.
/// </summary>
internal static class MemoryBenchmark
{
    private const double Megabyte = 1e6;

    /// <summary>Measures each case in a process of its own, so that its peak is its own.</summary>
    public static void Run(IReadOnlyList<string> files)
    {
        Print($"| step | memory | must be held, MB | of it one copy of activations, MB | planned temporaries, MB | peak working set, MB |");
        Print($"| --- | --- | --- | --- | --- | --- |");
        foreach (var @case in StepCase.All(files.ElementAtOrDefault(0), files.ElementAtOrDefault(1)))
        {
            foreach (var memory in Enum.GetValues<MemoryUse>())
                Console.Write(Child(["memory-of", @case.Name, memory.ToString(), .. files]));
        }
    }

    /// <summary>Takes two steps of a case and prints its row.</summary>
    public static void RunOne(StepCase @case, MemoryUse memory)
    {
        using var device = new CpuDevice(Environment.ProcessorCount);
        var config = @case.Recipe.With("warm_up.steps", "1").Config;
        var subject = @case.Subject(config, device);
        var experiment = new Experiment(config, subject);
        using var trainer = experiment.Train(device, memory);
        trainer.Begin();
        trainer.AdvanceSilently();
        trainer.AdvanceSilently();

        var positions = subject.Training.BatchShape.Count / (subject.Target.Output == Models.OutputKind.Logits ? 1 : subject.Training.BatchShape.Last);
        var activations = experiment.Components.Sites.Sum(s => (double)sizeof(float) * positions * (s.In + s.Count + s.Out));
        var gradients = experiment.Components.Parameters.Length + experiment.Importance.Parameters.Length + trainer.SourceGradients;
        var target = subject.Target.Layers.Sum(l => (double)l.Weight.Shape.Count);
        var held = (sizeof(float) * (trainer.State.Sum(v => (double)v.Shape.Count) + gradients + target)) + activations;
        using var process = Process.GetCurrentProcess();
        Print($"| {@case.Name} | {memory.ToString().ToLowerInvariant()} | {held / Megabyte:F1} | {activations / Megabyte:F1} | {trainer.ArenaBytes / Megabyte:F1} | {process.PeakWorkingSet64 / Megabyte:F0} |");
    }

    private static string Child(IEnumerable<string> arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var row = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? row : throw new InvalidOperationException($"{string.Join(' ', arguments)} failed.");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
