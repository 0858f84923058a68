using System.Globalization;
using Cleave.Bench;

switch (args)
{
    case ["gemm", .. var shapes]:
        GemmBenchmark.Run(shapes);
        return 0;
    case ["step", .. var options]:
        StepBenchmark.Run(options);
        return 0;
    case ["time", var name, var threads, var seconds, .. var files]:
        StepBenchmark.Time(name, int.Parse(threads, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture),
            files.ElementAtOrDefault(0), files.ElementAtOrDefault(1));
        return 0;
    case ["scaling", var threads]:
        ScalingBenchmark.Run(int.Parse(threads, CultureInfo.InvariantCulture));
        return 0;
    case ["dump", var recipe, var folder, .. var count]:
        Dump.Run(recipe, folder, count.Length == 1 ? int.Parse(count[0], CultureInfo.InvariantCulture) : 20);
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cleave.Bench gemm [MxKxN ...] | step [--case NAME;..] [--recipe NAME] [--threads 1,2] [--model PATH] [--text PATH] | time CASE THREADS SECONDS [MODEL [TEXT]] | scaling THREADS | dump RECIPE FOLDER [STEPS]");
        return 2;
}
