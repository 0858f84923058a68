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
    private const long StripsApart = 64;   // floats between the strips of two threads: more than the lines that are fetched together

    private readonly IDevice _device;
    private readonly NativeBuffer _arena;
    private readonly NativeBuffer _strips;
    private readonly Instruction[] _instructions;
    private readonly Tensor[] _makers;   // what each operation makes, or copies
    private readonly int[] _phaseEnds;
    private readonly nint[] _tables;
    private readonly IReadOnlyList<Phase> _phases;   // keeps alive the variables whose addresses the instructions hold

    private Plan(
        IDevice device, NativeBuffer arena, NativeBuffer strips, Instruction[] instructions, Tensor[] makers, int[] phaseEnds, nint[] tables,
        IReadOnlyList<Phase> phases)
    {
        (_device, _arena, _strips, _phases) = (device, arena, strips, phases);
        (_instructions, _makers, _phaseEnds, _tables) = (instructions, makers, phaseEnds, tables);
    }

    /// <summary>The phases' names in order.</summary>
    public IEnumerable<string> Phases => _phases.Select(p => p.Name);

    /// <summary>Bytes of planned temporaries.</summary>
    public long ArenaBytes => (_arena.Length + _strips.Length) * sizeof(float);

    /// <summary>How many operations one pass through all phases executes.</summary>
    public int Operations => _makers.Length;

    /// <summary>Lays out one phase.</summary>
    public static Plan Compile(CpuDevice device, params IReadOnlyList<Assignment> assignments) =>
        Compile(device, [new Phase("step", assignments)]);

    /// <summary>Lays out several phases in one piece of memory.</summary>
    /// <exception cref="ArgumentException">When a phase reads a variable it also assigns, or shapes differ.</exception>
    public static Plan Compile(CpuDevice device, IReadOnlyList<Phase> phases)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(phases);
        var layout = MemoryLayout.Of(phases);
        var arena = new NativeBuffer(Math.Max(16, layout.ArenaLength));
        var perThread = layout.StripLength == 0 ? 0 : layout.StripLength + StripsApart;
        var strips = new NativeBuffer(perThread * device.Threads);
        var instructions = new List<Instruction>();
        var makers = new List<Tensor>();
        var tables = new List<nint>();
        var ends = new int[phases.Count];
        for (var phase = 0; phase < phases.Count; phase++)
        {
            foreach (var range in layout.Ranges[phase])
            {
                var operations = layout.Order[phase].GetRange(range.First, range.Count);
                makers.AddRange(operations);
                if (range.Strips > 1)
                    instructions.Add(new Instruction(Group(layout, operations, range.Strips, arena, strips, perThread)));
                else
                    instructions.AddRange(operations.Select(t => new Instruction(t.Op, Table(layout, t.Inputs, t, arena, tables), layout.Address(t, arena), t.Shape.Count)));
            }

            foreach (var (target, value) in layout.Copies[phase])
            {
                instructions.Add(new Instruction(new Copy(value.Shape.Count), Table(layout, [value], null, arena, tables), target.Pointer, value.Shape.Count));
                makers.Add(value);
            }

            ends[phase] = instructions.Count;
        }

        return new Plan(device, arena, strips, [.. instructions], [.. makers], ends, [.. tables], phases);
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
            if (instruction.Group is { } group)
                _device.Run(group, step);
            else if (instruction.Count > 0)
                _device.Run(instruction.Op, new OpCall(instruction.Inputs, instruction.Output, step));
        }
    }

    /// <summary>Runs one phase with a stopwatch around each operation.</summary>
    public void Profile(int phase, long step, StepProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var first = phase == 0 ? 0 : _phaseEnds[phase - 1];
        var made = _instructions.Take(first).Sum(i => i.Operations);
        foreach (var instruction in _instructions[first.._phaseEnds[phase]])
        {
            foreach (var ticks in Profile(instruction, step))
            {
                var maker = _makers[made++];
                var op = instruction.Group is null ? instruction.Op : maker.Op;
                profile.Add(maker.Part, op.Name, Cost(op, maker, ticks));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in _tables)
            NativeMemory.Free((void*)table);
        _arena.Dispose();
        _strips.Dispose();
    }

    // Where operands lie, and behind them each result where an operation makes several.
    private static float** Table(MemoryLayout layout, Tensor[] inputs, Tensor? made, NativeBuffer arena, List<nint> tables)
    {
        var results = made?.Op.Results?.Lengths.Length ?? 0;
        var table = (float**)NativeMemory.Alloc((nuint)Math.Max(1, inputs.Length + results), (nuint)sizeof(float*));
        tables.Add((nint)table);
        for (var i = 0; i < inputs.Length; i++)
            table[i] = layout.Address(inputs[i], arena);
        for (var i = 0; i < results; i++)
            table[inputs.Length + i] = layout.Address(made!, i, arena);
        return table;
    }

    private static StripGroup Group(MemoryLayout layout, List<Tensor> operations, int strips, NativeBuffer arena, NativeBuffer memory, long perThread)
    {
        var instructions = operations.Select(tensor =>
        {
            var cut = tensor.Op.CutInto(tensor, strips)!.Value;
            StripPlace Place(Tensor value, long length) =>
                layout.IsOfStrip(value) ? StripPlace.Own(layout.StripOffset(value, strips)) : StripPlace.Of(layout.Address(value, arena), length / strips);
            StripPlace Result(long length, int i) => layout.IsOfStrip(tensor, i)
                ? StripPlace.Own(layout.StripOffset(tensor, strips) + (tensor.Op.Results!.Offset(i) / strips))
                : StripPlace.Of(layout.Address(tensor, i, arena), length / strips);
            return new StripInstruction(cut.Op,
            [
                .. tensor.Inputs.Select((input, i) => Place(input, cut.IsWhole(i) ? 0 : input.Shape.Count)),
                .. tensor.Op.Results?.Lengths.Select(Result) ?? [],
                Place(tensor, tensor.Shape.Count),
            ]);
        });
        return new StripGroup([.. instructions], strips, memory.Pointer, perThread);
    }

    private long[] Profile(Instruction instruction, long step)
    {
        if (instruction.Group is { } group)
            return _device.Profile(group, step);
        var begin = Stopwatch.GetTimestamp();
        if (instruction.Count > 0)
            _device.Run(instruction.Op, new OpCall(instruction.Inputs, instruction.Output, step));
        return [Stopwatch.GetTimestamp() - begin];
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
        public readonly StripGroup? Group;

        public Instruction(StripGroup group)
            : this(null!, null, null, 0) => Group = group;

        public int Operations => Group?.Count ?? 1;
    }
}
