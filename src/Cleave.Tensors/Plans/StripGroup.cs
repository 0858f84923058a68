using System.Diagnostics;
using Cleave.Tensors.Kernels;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>Where an operand or a result of one strip lies: some floats further for each strip, or in the memory of the thread that has the strip.</summary>
internal readonly unsafe struct StripPlace(float* start, long perStrip, long offset)
{
    /// <summary>A value that every strip reads or writes part of, or reads whole where <paramref name="perStrip"/> is 0.</summary>
    public static StripPlace Of(float* start, long perStrip) => new(start, perStrip, 0);

    /// <summary>A value that lives no longer than a strip.</summary>
    public static StripPlace Own(long offset) => new(null, 0, offset);

    /// <summary>The address for one strip.</summary>
    public float* At(int strip, float* own) => start == null ? own + offset : start + (strip * perStrip);
}

/// <summary>An operation on one strip, with the places of its operands and, last, of its result.</summary>
internal sealed record StripInstruction(Op Op, StripPlace[] Places);

/// <summary>
/// Operations that run one after the other on a strip of rows before they run on the next: what one makes the next reads from the nearest cache, what nobody else
/// reads is never stored for all rows, and threads wait for each other once a group instead of once an operation.
/// </summary>
internal sealed unsafe class StripGroup(StripInstruction[] instructions, int strips, float* memory, long perWorker)
{
    private readonly int _mostPlaces = instructions.Max(i => i.Places.Length);

    /// <summary>How many operations.</summary>
    public int Count => instructions.Length;

    /// <summary>Runs all strips.</summary>
    public void Run(CpuDevice cpu, long step)
    {
        var parts = new Parts(this, cpu, step, null);
        cpu.Workers.Run(strips, ref parts);
    }

    /// <summary>Runs all strips and divides the time among the operations as they used their threads' time.</summary>
    public long[] Profile(CpuDevice cpu, long step)
    {
        var used = new long[cpu.Threads * instructions.Length];
        var begin = Stopwatch.GetTimestamp();
        fixed (long* ticks = used)
        {
            var parts = new Parts(this, cpu, step, ticks);
            cpu.Workers.Run(strips, ref parts);
        }

        var all = Stopwatch.GetTimestamp() - begin;
        var each = new long[instructions.Length];
        for (var i = 0; i < used.Length; i++)
            each[i % each.Length] += used[i];
        var total = Math.Max(1, each.Sum());
        return [.. each.Select(t => (long)((double)all * t / total))];
    }

    private void RunStrip(CpuDevice cpu, long step, int strip, int worker, long* ticks)
    {
        var serial = cpu.Serial(worker);
        var own = memory + (worker * perWorker);
        var addresses = stackalloc float*[_mostPlaces];
        var begin = ticks == null ? 0 : Stopwatch.GetTimestamp();
        for (var i = 0; i < instructions.Length; i++)
        {
            var places = instructions[i].Places;
            for (var place = 0; place < places.Length; place++)
                addresses[place] = places[place].At(strip, own);
            instructions[i].Op.Run(serial, new OpCall(addresses, addresses[places.Length - 1], step, strip));
            if (ticks == null)
                continue;
            var now = Stopwatch.GetTimestamp();
            ticks[(worker * instructions.Length) + i] += now - begin;
            begin = now;
        }
    }

    private readonly struct Parts(StripGroup group, CpuDevice cpu, long step, long* ticks) : IParts
    {
        private readonly long* _ticks = ticks;

        public void Run(int part, int worker) => group.RunStrip(cpu, step, part, worker, _ticks);
    }
}
