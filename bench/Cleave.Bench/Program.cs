using Cleave.Bench;

switch (args)
{
    case ["gemm", .. var shapes]:
        GemmBenchmark.Run(shapes);
        return 0;
    case ["step", .. var options]:
        StepBenchmark.Run(options);
        return 0;
    case ["dump", var recipe, var folder, .. var count]:
        Dump.Run(recipe, folder, count.Length == 1 ? int.Parse(count[0], System.Globalization.CultureInfo.InvariantCulture) : 20);
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cleave.Bench gemm [MxKxN ...] | step [--case NAME;..] [--recipe NAME] [--threads 1,2] [--model PATH] [--text PATH] | dump RECIPE FOLDER [STEPS]");
        return 2;
}
