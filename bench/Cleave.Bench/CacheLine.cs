using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cleave.Bench;

/// <summary>
/// How long a cache line takes from one thread to another and back. A virtual machine's processors may lie on cores that share a cache or
/// on far ones, and move: where this number is several times its best, so is what two threads pay for reading what the other wrote.
/// </summary>
internal static unsafe class CacheLine
{
    private const int Trips = 20_000;
    private const int Runs = 9;   // a run that the host interrupts, or that begins with both threads on one processor, says nothing

    /// <summary>Nanoseconds a round trip, now; not a number where there is one processor.</summary>
    public static double RoundTrip()
    {
        if (Environment.ProcessorCount == 1)
            return double.NaN;
        var line = (int*)NativeMemory.AlignedAlloc(128, 128);
        *line = 0;
        var other = new Thread(() => Pass(line, 1)) { IsBackground = true };
        other.Start();
        while (Volatile.Read(ref *line) != -1)
            Thread.SpinWait(1);
        var begin = Stopwatch.GetTimestamp();
        Volatile.Write(ref *line, 0);
        Pass(line, 0);
        var time = Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
        other.Join();
        NativeMemory.AlignedFree(line);
        return time / Trips;
    }

    /// <summary>The least of several.</summary>
    public static double QuickestRoundTrip() => Enumerable.Range(0, Runs).Min(_ => RoundTrip());

    // Counts up in turns; the second thread says first that it is there.
    private static void Pass(int* line, int who)
    {
        if (who == 1)
            Volatile.Write(ref *line, -1);
        for (var trip = 0; trip < Trips; trip++)
        {
            while (Volatile.Read(ref *line) != (2 * trip) + who)
            {
            }

            Volatile.Write(ref *line, (2 * trip) + who + 1);
        }
    }
}
