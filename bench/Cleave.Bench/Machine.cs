using System.Diagnostics;
using System.Runtime.Intrinsics;
using Cleave.Tensors;
using Cleave.Tensors.Kernels;

namespace Cleave.Bench;

/// <summary>What this machine can do at best with some threads, measured now: the yardsticks of every share.</summary>
/// <param name="Flops">Multiply-adds in registers, floating-point operations a second.</param>
/// <param name="Bandwidth">Bytes a second read and written by copies between arrays far larger than the caches.</param>
internal sealed record Machine(double Flops, double Bandwidth)
{
    private const double Seconds = 1.5;
    private const double MostSeconds = 15;   // the host may run two threads on one processor until both have been busy for a while
    private const double Apart = 0.9;
    private const int PeakParts = 64;
    private const long CopyFloats = 32L << 20;
    private const int CopyParts = 64;

    /// <summary>The best of several short measurements.</summary>
    public static Machine Measure(int threads)
    {
        var single = threads == 1 ? 0 : Measure(1).Flops;
        using var workers = new Workers(threads);
        var peak = default(FmaPeak);
        var flops = 0.0;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < MostSeconds && flops <= Apart * threads * single;)
            flops = Math.Max(flops, Best(() => workers.Run(PeakParts, ref peak), FmaPeak.OperationsPerPart * PeakParts));
        using var buffers = new CopyBuffers();
        var copy = new CopyPart(buffers);
        return new Machine(flops, Best(() => workers.Run(CopyParts, ref copy), 2.0 * sizeof(float) * CopyFloats));
    }

    private static double Best(Action run, double amount)
    {
        var best = 0.0;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Max(best, amount / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private sealed class CopyBuffers : IDisposable
    {
        public NativeBuffer From { get; } = new(CopyFloats);

        public NativeBuffer To { get; } = new(CopyFloats);

        public void Dispose()
        {
            From.Dispose();
            To.Dispose();
        }
    }

    private readonly unsafe struct CopyPart(CopyBuffers buffers) : IParts
    {
        private readonly float* _from = buffers.From.Pointer;
        private readonly float* _to = buffers.To.Pointer;

        public void Run(int part, int worker)
        {
            const long Length = CopyFloats / CopyParts;
            for (var i = part * Length; i < (part + 1) * Length; i += Vector256<float>.Count)
                Vector256.Load(_from + i).Store(_to + i);
        }
    }
}
