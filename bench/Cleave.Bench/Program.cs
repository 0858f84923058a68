using Cleave.Bench;

switch (args)
{
    case ["gemm", .. var shapes]:
        GemmBenchmark.Run(shapes);
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cleave.Bench gemm [MxKxN ...]");
        return 2;
}
