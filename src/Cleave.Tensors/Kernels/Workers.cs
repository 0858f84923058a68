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
/// A few threads that claim numbered parts: they spin briefly between jobs, then park. The caller works too, so one
/// thread means no other thread at all. A worker that wakes late is never waited for unless it holds a part.
/// </summary>
public sealed unsafe class Workers : IDisposable
{
    private const int PartBits = 20;
    private const long PartMask = (1L << PartBits) - 1;
    private const int SpinsBeforeParking = 4_000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private long _state;                                  // generation | parts | next part to claim
    private void* _body;
    private delegate*<void*, int, int, void> _run;
    private int _finished;
    private int _parked;
    private volatile bool _stopping;
    private volatile Exception? _failure;

    /// <summary>Starts <paramref name="threads"/> − 1 threads beside the caller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="threads"/> is below 1.</exception>
    public Workers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
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

        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, PartMask);
        _body = Unsafe.AsPointer(ref body);
        _run = &RunPart<TBody>;
        _finished = 0;
        var generation = (Volatile.Read(ref _state) >> (2 * PartBits)) + 1;
        Volatile.Write(ref _state, (generation << (2 * PartBits)) | ((long)parts << PartBits));
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _parked) > 0 && Interlocked.Exchange(ref _parked, 0) is var sleeping and > 0)
            _wake.Release(sleeping);

        while (TryClaim(out var part))
            Do(part, 0);
        var spin = 0;
        while (Volatile.Read(ref _finished) < parts)
        {
            if (++spin < 20_000)
                Thread.SpinWait(4);
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
            while (!HasWork() && spins++ < SpinsBeforeParking && !_stopping)
                Thread.SpinWait(16);
            if (!HasWork() && !_stopping)
                Park();

            while (TryClaim(out var part))
                Do(part, worker);
        }
    }

    // Whoever takes a sleeper off the count owes it one release, so that late sleepers never pile up wake-ups.
    private void Park()
    {
        Interlocked.Increment(ref _parked);
        if ((HasWork() || _stopping) && TryUnpark())
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
            Interlocked.Increment(ref _finished);
        }
    }

    private bool HasWork()
    {
        var state = Volatile.Read(ref _state);
        return (state & PartMask) < ((state >> PartBits) & PartMask);
    }

    private bool TryClaim(out int part)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            part = (int)(state & PartMask);
            if (part >= ((state >> PartBits) & PartMask))
                return false;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) == state)
                return true;
        }
    }
}
