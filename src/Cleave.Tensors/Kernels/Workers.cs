using System.Runtime.CompilerServices;

namespace Cleave.Tensors.Kernels;

/// <summary>Work that splits into independent numbered parts. The split must not depend on the number of threads.</summary>
internal interface IParts
{
    /// <summary>Does one part.</summary>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="worker">Which thread does it, 0 being the caller: the index of its scratch memory.</param>
    void Run(int part, int worker);
}

/// <summary>
/// A few threads that share numbered parts: they spin briefly between jobs, then park. The caller works too, so one
/// thread means no other thread at all. Each thread begins with neighbouring parts of its own, the same share of every job, because operations
/// that follow each other cut their rows alike: what it reads it mostly wrote itself, and its cache still holds it. A thread that has no parts left takes
/// the last of another's. A worker that wakes late is never waited for unless it holds a part.
/// </summary>
public sealed unsafe class Workers : IDisposable
{
    private const int SpinsBeforeParking = 64_000;
    private const int Apart = 16;                         // longs between what different threads write: two cache lines, which are fetched in pairs

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly long[] _shares;                      // of each thread, the first of its parts that nobody claimed, and in the upper half the end of them
    private readonly long[] _done;                        // parts that each thread ever did
    private long _asked;                                  // parts of all jobs so far
    private void* _body;
    private delegate*<void*, int, int, void> _run;
    private int _parked;
    private volatile bool _stopping;
    private volatile Exception? _failure;

    /// <summary>Starts <paramref name="threads"/> − 1 threads beside the caller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="threads"/> is below 1.</exception>
    public Workers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _shares = new long[(threads + 1) * Apart];
        _done = new long[(threads + 1) * Apart];
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"cleave-{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many threads work, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs every part of <paramref name="body"/> once and returns when all are done. Allocates nothing.</summary>
    internal void Run<TBody>(int parts, ref TBody body)
        where TBody : struct, IParts
    {
        if (Threads == 1 || parts <= 1)
        {
            for (var part = 0; part < parts; part++)
                body.Run(part, 0);
            return;
        }

        _body = Unsafe.AsPointer(ref body);
        _run = &RunPart<TBody>;
        _asked += parts;
        for (var worker = Threads - 1; worker >= 0; worker--)
            Volatile.Write(ref Share(worker), Pack(First(worker, parts), First(worker + 1, parts)));
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _parked) > 0 && Interlocked.Exchange(ref _parked, 0) is var sleeping and > 0)
            _wake.Release(sleeping);

        while (TryClaim(0, out var part))
            Do(part, 0);
        var spin = 0;
        while (Done() < _asked)
        {
            if (++spin < 80_000)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }

        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException("A kernel failed on a worker thread.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _wake.Release(Math.Max(1, _threads.Length));
        foreach (var thread in _threads)
            thread.Join();
        _wake.Dispose();
    }

    private static void RunPart<TBody>(void* body, int part, int worker)
        where TBody : struct, IParts => Unsafe.AsRef<TBody>(body).Run(part, worker);

    private void Loop(int worker)
    {
        while (!_stopping)
        {
            var spins = 0;
            while (!HasWork(worker) && spins++ < SpinsBeforeParking && !_stopping)
                Thread.SpinWait(1);
            if (!HasWork(worker) && !_stopping)
                Park(worker);

            while (TryClaim(worker, out var part))
                Do(part, worker);
        }
    }

    // Whoever takes a sleeper off the count owes it one release, so that late sleepers never pile up wake-ups.
    private void Park(int worker)
    {
        Interlocked.Increment(ref _parked);
        if ((HasWork(worker) || _stopping) && TryUnpark())
            return;
        _wake.Wait();
    }

    private bool TryUnpark()
    {
        while (true)
        {
            var parked = Volatile.Read(ref _parked);
            if (parked == 0)
                return false;
            if (Interlocked.CompareExchange(ref _parked, parked - 1, parked) == parked)
                return true;
        }
    }

    private void Do(int part, int worker)
    {
        try
        {
            _run(_body, part, worker);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        finally
        {
            Volatile.Write(ref _done[(worker + 1) * Apart], _done[(worker + 1) * Apart] + 1);
        }
    }

    private ref long Share(int worker) => ref _shares[(worker + 1) * Apart];

    private int First(int worker, int parts) => (int)((long)parts * worker / Threads);

    private static long Pack(int first, int end) => ((long)end << 32) | (uint)first;

    private static (int First, int End) Unpack(long share) => ((int)share, (int)(share >> 32));

    private long Done()
    {
        var sum = 0L;
        for (var worker = 0; worker < Threads; worker++)
            sum += Volatile.Read(ref _done[(worker + 1) * Apart]);
        return sum;
    }

    private bool HasWork(int worker)
    {
        var (first, end) = Unpack(Volatile.Read(ref Share(worker)));
        return first < end;
    }

    private bool TryClaim(int worker, out int part)
    {
        for (var i = 0; i < Threads; i++)
        {
            if (TryTake(ref Share((worker + i) % Threads), fromEnd: i > 0, out part))
                return true;
        }

        part = 0;
        return false;
    }

    private static bool TryTake(ref long share, bool fromEnd, out int part)
    {
        while (true)
        {
            var seen = Volatile.Read(ref share);
            var (first, end) = Unpack(seen);
            part = fromEnd ? end - 1 : first;
            if (first >= end)
                return false;
            if (Interlocked.CompareExchange(ref share, fromEnd ? Pack(first, end - 1) : Pack(first + 1, end), seen) == seen)
                return true;
        }
    }
}
