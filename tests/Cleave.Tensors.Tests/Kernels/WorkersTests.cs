using Cleave.Tensors.Kernels;
using Xunit;

namespace Cleave.Tensors.Tests.Kernels;

/// <summary>Threads that share numbered parts.</summary>
public sealed class WorkersTests
{
    private const int MostParts = 70;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public unsafe void Every_part_of_every_job_is_done_once(int threads)
    {
        using var workers = new Workers(threads);
        var counts = stackalloc int[MostParts];
        for (var job = 0; job < 3_000; job++)
        {
            var parts = job % (MostParts + 1);
            new Span<int>(counts, MostParts).Clear();
            var body = new Counting(counts, 0);
            workers.Run(parts, ref body);
            for (var part = 0; part < MostParts; part++)
                Assert.Equal(part < parts ? 1 : 0, counts[part]);
        }
    }

    [Fact]
    public unsafe void Jobs_after_a_rest_are_done_too()
    {
        using var workers = new Workers(3);
        var counts = stackalloc int[MostParts];
        for (var job = 0; job < 10; job++)
        {
            Thread.Sleep(20);   // long enough for the others to park
            var body = new Counting(counts, 2_000);
            workers.Run(MostParts, ref body);
        }

        for (var part = 0; part < MostParts; part++)
            Assert.Equal(10, counts[part]);
    }

    [Fact]
    public unsafe void A_thread_that_is_done_takes_parts_of_one_that_is_not()
    {
        using var workers = new Workers(2);
        var counts = stackalloc int[4];
        var body = new Waiting(counts);
        workers.Run(4, ref body);   // part 0 waits for part 1, which lies in the same share
        Assert.Equal([1, 1, 1, 1], new ReadOnlySpan<int>(counts, 4).ToArray());
    }

    [Fact]
    public void A_part_that_fails_fails_the_job_and_the_next_job_runs()
    {
        using var workers = new Workers(2);
        var failing = new Failing();
        Assert.Throws<InvalidOperationException>(() => workers.Run(8, ref failing));
        failing.Fine = true;
        workers.Run(8, ref failing);
    }

    private readonly unsafe struct Counting(int* counts, int spins) : IParts
    {
        public void Run(int part, int worker)
        {
            Thread.SpinWait(spins);
            Interlocked.Increment(ref counts[part]);
        }
    }

    private readonly unsafe struct Waiting(int* counts) : IParts
    {
        public void Run(int part, int worker)
        {
            if (part == 0)
                SpinWait.SpinUntil(AreOthersDone);
            Interlocked.Increment(ref counts[part]);
        }

        private bool AreOthersDone() => Volatile.Read(ref counts[1]) + Volatile.Read(ref counts[2]) + Volatile.Read(ref counts[3]) == 3;
    }

    private struct Failing : IParts
    {
        public bool Fine;

        public readonly void Run(int part, int worker)
        {
            if (!Fine && part == 5)
                throw new ArithmeticException();
        }
    }
}
