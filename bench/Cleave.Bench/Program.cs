using Cleave.Bench;

switch (args)
{
    case ["gemm", .. var shapes]:
        GemmBenchmark.Run(shapes);
        return 0;
    case ["step", .. var options]:
        StepBenchmark.Run(options);
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cleave.Bench gemm [MxKxN ...] | step [--case NAME;..] [--recipe NAME] [--threads 1,2] [--model PATH] [--text PATH]");
        return 2;
}
