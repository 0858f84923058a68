using System.Diagnostics;
using System.Globalization;
using Cleave.Tensors;
using Cleave.Tensors.Ops;
using Cleave.Tensors.Randomness;

namespace Cleave.Bench;

/// <summary>A divergence over a vocabulary and its gradient, with logits in tiles and with logits stored; the target's share is made once for all divergences.</summary>
internal static class VocabularyBenchmark
{
    private const int Rounds = 5;

    public static void Run(int rows, int width, int words)
    {
        Print($"{rows} rows of width {width}, {words} words:");
        foreach (var threads in Enumerable.Range(1, Environment.ProcessorCount))
        {
            Measure("in tiles", threads, rows, width, words, logits => logits.KlReference());
            Measure("stored", threads, rows, width, words, logits => logits.LogSoftmax());
        }
    }

    private static void Measure(string how, int threads, int rows, int width, int words, Func<Tensor, Tensor> refer)
    {
        using var device = new CpuDevice(threads);
        Variable h = new("h", [rows, width]), target = new("target", [rows, width]), vocabulary = new("vocabulary", [words, width]);
        foreach (var variable in new[] { h, target, vocabulary })
            new RandomStream(0, variable.Name).Normal(0, variable.Span);
        Variable loss = new("loss", Shape.Scalar), gradient = new("gradient", h.Shape);
        var graph = new Graph();
        var reference = refer(graph.Read(target).Logits(graph.Read(vocabulary)));
        var divergence = graph.Read(h).Logits(graph.Read(vocabulary)).KlFromLogits(reference);
        using var plan = Plan.Compile(device, [
            new Phase("target", []) { Kept = [reference] },
            new Phase("divergence", [new(loss, divergence), new(gradient, Gradient.Of(divergence, [graph.Read(h)])[0])]),
        ]);
        double[] times = [double.MaxValue, double.MaxValue];
        for (var round = 0; round < Rounds; round++)
        {
            for (var phase = 0; phase < times.Length; phase++)
            {
                var begin = Stopwatch.GetTimestamp();
                plan.RunPhase(phase, 0);
                times[phase] = Math.Min(times[phase], Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        Print($"  {threads} thread(s), {how}: {times[0]:F1} ms of the target, {times[1]:F1} ms a divergence with its gradient, {plan.ArenaBytes / 1e6:F1} MB of temporaries");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
