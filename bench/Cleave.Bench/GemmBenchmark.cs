using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Cleave.Tensors.Kernels;

namespace Cleave.Bench;

/// <summary>
/// Speed of matrix products against the multiply-add peak measured between them. Other processes disturb the samples,
/// so both the best and the lower quartile of the times are shown.
/// </summary>
internal static class GemmBenchmark
{
    private const int Samples = 15;
    private const double SampleSeconds = 0.002;
    private const double WarmUpSeconds = 0.15;
    private const int PeakPartsPerThread = 16;

    private static readonly (int M, int K, int N)[] s_shapes =
    [
        (64, 64, 64), (128, 128, 128), (256, 256, 256), (512, 512, 512), (1024, 1024, 1024), (2048, 2048, 2048),
        (4096, 64, 512), (4096, 768, 768), (2048, 100, 400), (4096, 5, 20), (4096, 20, 2), (1024, 64, 192),
        (1024, 192, 64), (64, 1024, 192), (768, 4096, 768), (20, 4096, 5),
    ];

    /// <summary>Prints the table, for the given shapes written MxKxN or for the usual ones.</summary>
    public static void Run(string[] shapes)
    {
        Console.WriteLine($"{Gemm.Lanes} lanes; GFLOP/s as lower quartile and best, % of the peak in the same row");
        Console.WriteLine($"{"m x k x n",-16} {"op",2} {"threads",7} {"p25",7} {"best",7} {"peak",7} {"p25 %",6} {"best %",6}");
        foreach (var (m, k, n) in shapes.Length > 0 ? Array.ConvertAll(shapes, Parse) : s_shapes)
        {
            foreach (var (transA, transB) in (ReadOnlySpan<(bool, bool)>)[(false, false), (false, true), (true, false)])
            {
                var shape = new GemmShape(m, n, k, transA, transB, transA ? m : k, transB ? k : n, n);
                foreach (var threads in (ReadOnlySpan<int>)[1, 2])
                    Row(shape, threads);
            }
        }
    }

    private static (int M, int K, int N) Parse(string shape)
    {
        var sizes = Array.ConvertAll(shape.Split('x'), size => int.Parse(size, CultureInfo.InvariantCulture));
        return (sizes[0], sizes[1], sizes[2]);
    }

    private static unsafe void Row(in GemmShape shape, int threads)
    {
        using var workers = new Workers(threads);
        using var gemm = new Gemm(workers);
        var a = Allocate((long)shape.M * shape.K);
        var b = Allocate((long)shape.K * shape.N);
        var c = Allocate((long)shape.M * shape.N);
        var peak = default(FmaPeak);
        var peakParts = PeakPartsPerThread * threads;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds)
            gemm.Run(shape, a, b, c);
        start = Stopwatch.GetTimestamp();
        gemm.Run(shape, a, b, c);
        var repeats = (int)Math.Clamp(SampleSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds, 1, 10_000);
        var products = new double[Samples];
        var peaks = new double[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            start = Stopwatch.GetTimestamp();
            workers.Run(peakParts, ref peak);
            peaks[sample] = FmaPeak.OperationsPerPart * peakParts / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repeats; i++)
                gemm.Run(shape, a, b, c);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            products[sample] = 2.0 * shape.M * shape.N * shape.K * repeats / seconds / 1e9;
        }

        Print(shape, threads, products, peaks);
        NativeMemory.AlignedFree(a);
        NativeMemory.AlignedFree(b);
        NativeMemory.AlignedFree(c);
    }

    private static void Print(in GemmShape shape, int threads, double[] products, double[] peaks)
    {
        Array.Sort(products);
        Array.Sort(peaks);
        var quartile = products[Samples * 3 / 4];
        var best = products[^1];
        var op = $"{(shape.TransA ? 'T' : 'N')}{(shape.TransB ? 'T' : 'N')}";
        var size = $"{shape.M} x {shape.K} x {shape.N}";
        var share = 100 * quartile / peaks[Samples * 3 / 4];
        var shareBest = 100 * best / peaks[^1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size,-16} {op} {threads,7} {quartile,7:F1} {best,7:F1} {peaks[^1],7:F1} {share,6:F0} {shareBest,6:F0}"));
    }

    private static unsafe float* Allocate(long floats)
    {
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), 64);
        for (long i = 0; i < floats; i++)
            memory[i] = ((i * 37 % 101) - 50) / 50f;
        return memory;
    }
}
