using System.Globalization;
using Cleave.Bench;
using Cleave.Tensors;

switch (args)
{
    case ["gemm", .. var shapes]:
        GemmBenchmark.Run(shapes);
        return 0;
    case ["step", .. var options]:
        StepBenchmark.Run(options);
        return 0;
    case ["time", var name, var threads, var seconds, .. var files]:
        StepBenchmark.Time(StepCase.Named(name, files), int.Parse(threads, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;
    case ["turns", var name, var threads, var rounds, var builds, .. var files]:
        Turns.Run(name, int.Parse(threads, CultureInfo.InvariantCulture), int.Parse(rounds, CultureInfo.InvariantCulture), builds.Split(','), files);
        return 0;
    case ["memory", .. var files]:
        MemoryBenchmark.Run(files);
        return 0;
    case ["memory-of", var name, var memory, .. var files]:
        MemoryBenchmark.RunOne(StepCase.Named(name, files), Enum.Parse<MemoryUse>(memory));
        return 0;
    case ["scaling", var threads]:
        ScalingBenchmark.Run(int.Parse(threads, CultureInfo.InvariantCulture));
        return 0;
    case ["vocabulary", var rows, var width, var words]:
        VocabularyBenchmark.Run(int.Parse(rows, CultureInfo.InvariantCulture), int.Parse(width, CultureInfo.InvariantCulture), int.Parse(words, CultureInfo.InvariantCulture));
        return 0;
    case ["dump", var name, var folder, var steps, .. var files]:
        Dump.Run(StepCase.Named(name, files), folder, int.Parse(steps, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cleave.Bench gemm [MxKxN ...] | step [--case NAME;..] [--recipe NAME] [--threads 1,2] [--model PATH] [--text PATH] | time CASE THREADS SECONDS [MODEL [TEXT]] | turns CASE THREADS ROUNDS FOLDER,FOLDER.. [MODEL [TEXT]] | memory [MODEL [TEXT]] | scaling THREADS | vocabulary ROWS WIDTH WORDS | dump CASE FOLDER STEPS [MODEL [TEXT]]");
        return 2;
}
