using System.Diagnostics;
using System.Runtime.InteropServices;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>A result and the variable that keeps it.</summary>
public readonly record struct Assignment(Variable Target, Tensor Value);

/// <summary>
/// Part of a step that runs as a whole. Phases run in the order given; one may be run again before the next begins (an
/// adversary's inner ascents). Values made in one phase serve all later ones as they are: what depends on a variable that
/// changes in between must be traced once more for the later phase.
/// </summary>
public sealed record Phase(string Name, IReadOnlyList<Assignment> Assignments)
{
    /// <summary>Values to compute in this phase for the later ones, without a variable of their own.</summary>
    public IReadOnlyList<Tensor> Kept { get; init; } = [];
}

/// <summary>
/// A traced step laid out once: operations in order, each with the addresses it reads and writes in memory planned by
/// liveness. Replaying it allocates nothing.
/// </summary>
public sealed unsafe class Plan : IDisposable
{
    private readonly IDevice _device;
    private readonly NativeBuffer _arena;
    private readonly Instruction[] _instructions;
    private readonly Tensor[] _makers;   // what each instruction makes, or copies
    private readonly int[] _phaseEnds;
    private readonly nint[] _tables;
    private readonly IReadOnlyList<Phase> _phases;   // keeps alive the variables whose addresses the instructions hold

    private Plan(
        IDevice device, NativeBuffer arena, Instruction[] instructions, Tensor[] makers, int[] phaseEnds, nint[] tables, IReadOnlyList<Phase> phases)
    {
        (_device, _arena, _instructions, _makers, _phaseEnds, _tables, _phases) = (device, arena, instructions, makers, phaseEnds, tables, phases);
    }

    /// <summary>The phases' names in order.</summary>
    public IEnumerable<string> Phases => _phases.Select(p => p.Name);

    /// <summary>Bytes of planned temporaries.</summary>
    public long ArenaBytes => _arena.Length * sizeof(float);

    /// <summary>How many operations one pass through all phases executes.</summary>
    public int Operations => _instructions.Length;

    /// <summary>Lays out one phase.</summary>
    public static Plan Compile(CpuDevice device, params IReadOnlyList<Assignment> assignments) =>
        Compile(device, [new Phase("step", assignments)]);

    /// <summary>Lays out several phases in one piece of memory.</summary>
    /// <exception cref="ArgumentException">When a phase reads a variable it also assigns, or shapes differ.</exception>
    public static Plan Compile(CpuDevice device, IReadOnlyList<Phase> phases)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(phases);
        var layout = new MemoryLayout(phases);
        var arena = new NativeBuffer(Math.Max(16, layout.ArenaLength));
        var instructions = new List<Instruction>();
        var makers = new List<Tensor>();
        var tables = new List<nint>();
        var ends = new int[phases.Count];
        for (var phase = 0; phase < phases.Count; phase++)
        {
            foreach (var tensor in layout.Order[phase])
            {
                var table = (float**)NativeMemory.Alloc((nuint)Math.Max(1, tensor.Inputs.Length), (nuint)sizeof(float*));
                tables.Add((nint)table);
                for (var i = 0; i < tensor.Inputs.Length; i++)
                    table[i] = layout.Address(tensor.Inputs[i], arena);
                instructions.Add(new Instruction(tensor.Op, table, layout.Address(tensor, arena), tensor.Shape.Count));
                makers.Add(tensor);
            }

            foreach (var copy in layout.Copies[phase])
            {
                var table = (float**)NativeMemory.Alloc(1, (nuint)sizeof(float*));
                tables.Add((nint)table);
                table[0] = layout.Address(copy.Value, arena);
                instructions.Add(new Instruction(new Copy(copy.Value.Shape.Count), table, copy.Target.Pointer, copy.Value.Shape.Count));
                makers.Add(copy.Value);
            }

            ends[phase] = instructions.Count;
        }

        return new Plan(device, arena, [.. instructions], [.. makers], ends, [.. tables], phases);
    }

    /// <summary>Runs every phase once, in order.</summary>
    /// <param name="step">The training step that random operations are keyed by.</param>
    public void Run(long step = 0)
    {
        for (var phase = 0; phase < _phaseEnds.Length; phase++)
            RunPhase(phase, step);
    }

    /// <summary>Runs one phase; the earlier ones must have run for this step.</summary>
    public void RunPhase(int phase, long step = 0)
    {
        for (var i = phase == 0 ? 0 : _phaseEnds[phase - 1]; i < _phaseEnds[phase]; i++)
        {
            ref readonly var instruction = ref _instructions[i];
            if (instruction.Count > 0)
                _device.Run(instruction.Op, new OpCall(instruction.Inputs, instruction.Output, step));
        }
    }

    /// <summary>Runs one phase with a stopwatch around each operation.</summary>
    public void Profile(int phase, long step, StepProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        for (var i = phase == 0 ? 0 : _phaseEnds[phase - 1]; i < _phaseEnds[phase]; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var instruction = _instructions[i];
            if (instruction.Count > 0)
                _device.Run(instruction.Op, new OpCall(instruction.Inputs, instruction.Output, step));
            var ticks = Stopwatch.GetTimestamp() - begin;
            profile.Add(_makers[i].Part, instruction.Op.Name, Cost(instruction.Op, _makers[i], ticks));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in _tables)
            NativeMemory.Free((void*)table);
        _arena.Dispose();
    }

    private static OperationCost Cost(Op op, Tensor maker, long ticks)
    {
        if (op is Copy)
            return new OperationCost(ticks, 1, 0, 2.0 * sizeof(float) * maker.Shape.Count);
        var bytes = op.SharesMemoryOf >= 0 ? 0 : sizeof(float) * ((double)maker.Shape.Count + maker.Inputs.Sum(i => i.Shape.Count));
        return new OperationCost(ticks, 1, op.Flops(maker), bytes);
    }

    private readonly struct Instruction(Op op, float** inputs, float* output, long count)
    {
        public readonly Op Op = op;
        public readonly float** Inputs = inputs;
        public readonly float* Output = output;
        public readonly long Count = count;
    }
}
