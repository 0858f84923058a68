using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// Decides where every value of a plan lies. A value holds its place from the operation that makes it to its last use;
/// places are reused first-fit; a result goes straight into its variable, or over an operand that dies there, when it can. What a group of strips makes and nobody else
/// reads has a place in the strip memory of each thread, a strip long.
/// </summary>
internal sealed class MemoryLayout
{
    private const long Alignment = 16;   // floats in 64 bytes
    private const double MostOfLeast = 1.05;
    private readonly Dictionary<Tensor, Variable> _homes = [];
    private readonly Dictionary<(Tensor Maker, long Offset), Variable> _resultHomes = [];   // of operations with several results
    private readonly Dictionary<Tensor, long> _offsets = [];
    private readonly Dictionary<Tensor, int> _lastUse = [];
    private readonly Dictionary<Tensor, long> _stripOffsets = [];
    private readonly FreeMemory _free = new();

    private MemoryLayout(IReadOnlyList<Phase> phases, List<Tensor>[] order, Dictionary<Tensor, int> phaseOf, long? mostKept)
    {
        Order = Array.ConvertAll(order, o => new List<Tensor>(o));
        Copies = [.. phases.Select(_ => new List<Assignment>())];
        Ranges = [.. Order.Select(order => mostKept is { } most ? StripSchedule.Arrange(order, most) : [new StripRange(0, order.Count, 1)])];
        for (var phase = 0; phase < phases.Count; phase++)
            AssignHomes(phases, phase, phaseOf);
        FindLastUses(phases.Count);
        PlaceAll();
    }

    /// <summary>The layout of some phases: of those that take hardly more memory than the smallest, the one that brings most operations together.</summary>
    public static MemoryLayout Of(IReadOnlyList<Phase> phases)
    {
        var order = Schedule(phases, out var phaseOf);
        var layouts = ((long?[])[long.MaxValue, 1 << 20, 1 << 18, 0, null]).Select(most => new MemoryLayout(phases, order, phaseOf, most)).ToArray();
        var least = layouts.Min(l => l.ArenaLength);
        return layouts.First(l => l.ArenaLength <= least * MostOfLeast);
    }

    /// <summary>The operations of each phase, operands first.</summary>
    public List<Tensor>[] Order { get; }

    /// <summary>Which operations of each phase run strip by strip; all of them in order.</summary>
    public IReadOnlyList<StripRange>[] Ranges { get; }

    /// <summary>Results that must be copied to their variable at the end of each phase.</summary>
    public List<Assignment>[] Copies { get; }

    /// <summary>Floats of temporary memory needed.</summary>
    public long ArenaLength => _free.Needed;

    /// <summary>Floats of strip memory that each thread needs.</summary>
    public long StripLength { get; private set; }

    /// <summary>Whether a value lies in strip memory.</summary>
    public bool IsOfStrip(Tensor tensor) => _stripOffsets.ContainsKey(Root(tensor)) && !(Result(tensor) is { } result && _resultHomes.ContainsKey(result));

    /// <summary>Whether one of an operation's results lies in strip memory.</summary>
    public bool IsOfStrip(Tensor maker, int result) => _stripOffsets.ContainsKey(maker) && !_resultHomes.ContainsKey((maker, maker.Op.Results!.Offset(result)));

    /// <summary>Where in strip memory a value lies, in a group of some strips.</summary>
    public long StripOffset(Tensor tensor, int strips) => tensor.Op.SharesMemoryOf is >= 0 and var shared
        ? StripOffset(tensor.Inputs[shared], strips) + (tensor.Op.SharedOffset / strips)
        : _stripOffsets[tensor];

    /// <summary>Where a value lies.</summary>
    public unsafe float* Address(Tensor tensor, NativeBuffer arena)
    {
        if (tensor.Op is Read read)
            return read.Variable.Pointer;
        if (Result(tensor) is { } result && _resultHomes.TryGetValue(result, out var place))
            return place.Pointer;
        if (tensor.Op.SharesMemoryOf is >= 0 and var shared)
            return Address(tensor.Inputs[shared], arena) + tensor.Op.SharedOffset;
        return _homes.TryGetValue(tensor, out var home) ? home.Pointer : arena.Pointer + _offsets[tensor];
    }

    /// <summary>Where one of an operation's results lies.</summary>
    public unsafe float* Address(Tensor maker, int result, NativeBuffer arena)
    {
        var offset = maker.Op.Results!.Offset(result);
        return _resultHomes.TryGetValue((maker, offset), out var home) ? home.Pointer : Address(maker, arena) + offset;
    }

    private static List<Tensor>[] Schedule(IReadOnlyList<Phase> phases, out Dictionary<Tensor, int> phaseOf)
    {
        var order = new List<Tensor>[phases.Count];
        phaseOf = [];
        for (var phase = 0; phase < phases.Count; phase++)
        {
            var pending = new Stack<Tensor>(phases[phase].Assignments.Select(a => a.Value).Concat(phases[phase].Kept));
            var found = new List<Tensor>();
            while (pending.TryPop(out var tensor))
            {
                if (!phaseOf.TryAdd(tensor, phase))
                    continue;
                found.Add(tensor);
                foreach (var input in tensor.Inputs)
                    pending.Push(input);
            }

            order[phase] = [.. Late(found, phase, phaseOf).Where(t => t.Op is not Read && t.Op.SharesMemoryOf < 0)];
        }

        return order;
    }

    // Gradients in the graph's own order, and everything else just before the first gradient that needs it: of several losses in one phase,
    // each is then computed shortly before its own backward pass, and what they hold for it never lies in memory together.
    private static List<Tensor> Late(List<Tensor> found, int phase, Dictionary<Tensor, int> phaseOf)
    {
        var inOrder = found.OrderBy(t => t.Index).ToArray();   // operands precede users
        var (done, order, pulled) = (new HashSet<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var tensor in (Tensor[])[.. inOrder.Where(t => t.IsGradient), .. inOrder])
        {
            Pull(tensor, phase, phaseOf, done, pulled);
            order.AddRange(pulled.OrderBy(t => t.Index));
            pulled.Clear();
        }

        return order;
    }

    private static void Pull(Tensor last, int phase, Dictionary<Tensor, int> phaseOf, HashSet<Tensor> done, List<Tensor> pulled)
    {
        var pending = new Stack<Tensor>([last]);
        while (pending.TryPop(out var tensor))
        {
            if (phaseOf[tensor] != phase || !done.Add(tensor))
                continue;
            pulled.Add(tensor);
            foreach (var input in tensor.Inputs)
                pending.Push(input);
        }
    }

    private void AssignHomes(IReadOnlyList<Phase> phases, int index, Dictionary<Tensor, int> phaseOf)
    {
        var phase = phases[index];
        var read = Order[index].SelectMany(t => t.Inputs).Concat(phase.Assignments.Select(a => a.Value)).Select(Root)
            .Select(t => t.Op).OfType<Read>().Select(r => r.Variable).ToHashSet();
        var assigned = new HashSet<Variable>();
        var readLater = Order.Skip(index + 1).SelectMany(order => order).SelectMany(t => t.Inputs)
            .Concat(phases.Skip(index + 1).SelectMany(p => p.Assignments).Select(a => a.Value)).Select(Root).ToHashSet();
        foreach (var assignment in phase.Assignments)
        {
            Check(phase, assignment, read);
            if (!assigned.Add(assignment.Target))
                throw new ArgumentException($"Phase {phase.Name} assigns {assignment.Target} twice.");
            var value = assignment.Value;
            // A later phase that assigns the same variable may come before the value's last use.
            var overwritten = readLater.Contains(Root(value)) && phases.Skip(index + 1).Any(p => p.Assignments.Any(a => a.Target == assignment.Target));
            var computed = Root(value).Op is not Read && phaseOf[Root(value)] == index;
            if (computed && !overwritten && value.Op.SharesMemoryOf < 0 && _homes.TryAdd(value, assignment.Target))
                continue;
            if (!computed || overwritten || Result(value) is not { } result || !_resultHomes.TryAdd(result, assignment.Target))
                Copies[index].Add(assignment);
        }
    }

    private static void Check(Phase phase, Assignment assignment, HashSet<Variable> read)
    {
        if (assignment.Target.Shape.Count != assignment.Value.Shape.Count)
            throw new ArgumentException($"Phase {phase.Name}: {assignment.Target} cannot keep a value of shape {assignment.Value.Shape}.");
        if (read.Contains(assignment.Target))
            throw new ArgumentException($"Phase {phase.Name} reads {assignment.Target} and also assigns it; move one to another phase.");
    }

    // The operation and the place in all that it makes, of a value that is one of its results.
    private static (Tensor Maker, long Offset)? Result(Tensor value)
    {
        while (value.Op is Reshape)
            value = value.Inputs[0];
        return value.Op is Slice && value.Inputs[0].Op.Results is not null ? (value.Inputs[0], value.Op.SharedOffset) : null;
    }

    internal static Tensor Root(Tensor tensor) =>
        tensor.Op.SharesMemoryOf is >= 0 and var shared ? Root(tensor.Inputs[shared]) : tensor;

    private void FindLastUses(int phases)
    {
        var position = 0;
        var phaseOf = new Dictionary<Tensor, int>();
        for (var phase = 0; phase < phases; phase++)
        {
            var end = position + Order[phase].Count;   // the copies of this phase happen here
            foreach (var tensor in Order[phase])
            {
                phaseOf[tensor] = phase;
                _lastUse[tensor] = position;
                foreach (var root in tensor.Inputs.Select(Root))
                    Extend(root, phase, position, end);
                position++;
            }

            foreach (var copy in Copies[phase])
                Extend(Root(copy.Value), phase, end, end);
            position = end + 1;
        }

        void Extend(Tensor root, int phase, int use, int end)
        {
            // A later phase may be replayed, so what it reads from an earlier one must survive to its end.
            if (root.Op is not Read)
                _lastUse[root] = Math.Max(_lastUse[root], phaseOf[root] == phase ? use : end);
        }
    }

    private void PlaceAll()
    {
        var position = 0;
        var dying = _lastUse.GroupBy(p => p.Value).ToDictionary(g => g.Key, g => g.Select(p => p.Key).OrderBy(t => t.Index).ToList());
        for (var phase = 0; phase < Order.Length; phase++)
        {
            foreach (var range in Ranges[phase])
            {
                var operations = Order[phase].GetRange(range.First, range.Count);
                if (range.Strips == 1)
                    PlaceEach(operations, position, dying);
                else
                    PlaceStrips(operations, range.Strips, position, dying);
                position += range.Count;
            }

            Release(dying, position++);
        }
    }

    private void PlaceEach(List<Tensor> operations, int position, Dictionary<int, List<Tensor>> dying)
    {
        foreach (var tensor in operations)
        {
            if (!_homes.ContainsKey(tensor))
                _offsets[tensor] = TakeOver(tensor, position, _offsets) ?? _free.Take(Length(tensor.Shape.Count));
            Release(dying, position++);
        }
    }

    // Other strips may still have to read what dies in the middle of a group, so memory outside strips is free only behind it.
    private void PlaceStrips(List<Tensor> operations, int strips, int first, Dictionary<int, List<Tensor>> dying)
    {
        var free = new FreeMemory();
        var kept = ReadElsewhere(operations, strips);
        var end = first + operations.Count;
        for (var position = first; position < end; position++)
        {
            var tensor = operations[position - first];
            if (!_homes.ContainsKey(tensor) && _lastUse[tensor] < end)
                _stripOffsets[tensor] = TakeOver(tensor, position, _stripOffsets) ?? free.Take(Length(tensor.Shape.Count / strips));
            else if (!_homes.ContainsKey(tensor))
                _offsets[tensor] = TakeOver(tensor, position, _offsets, kept) ?? _free.Take(Length(tensor.Shape.Count));
            foreach (var dead in dying.GetValueOrDefault(position, []))
            {
                if (_lastUse[dead] == position && _stripOffsets.TryGetValue(dead, out var offset))
                    free.Return(offset, Length(dead.Shape.Count / strips));
            }
        }

        for (var position = first; position < end; position++)
            Release(dying, position);
        StripLength = Math.Max(StripLength, free.Needed);
    }

    // What a strip reads outside of its own rows must not be written over by another strip.
    private static HashSet<Tensor> ReadElsewhere(List<Tensor> group, int strips) =>
        [.. group.SelectMany(t => t.Inputs.Where((input, i) => input.Shape.Count != Root(input).Shape.Count || t.Op.CutInto(t, strips)!.Value.IsWhole(i))).Select(Root)];

    private long? TakeOver(Tensor tensor, int position, Dictionary<Tensor, long> offsets, HashSet<Tensor>? kept = null)
    {
        for (var i = 0; i < tensor.Inputs.Length; i++)
        {
            var root = Root(tensor.Inputs[i]);
            if (!tensor.Op.MayOverwrite(i) || kept?.Contains(root) == true || !offsets.TryGetValue(root, out var offset) || _lastUse[root] != position
                || root.Shape.Count != tensor.Shape.Count || tensor.Inputs[i].Shape.Count != tensor.Shape.Count
                || tensor.Inputs.Where((_, j) => j != i).Any(other => Root(other) == root))
                continue;
            _lastUse[root] = -1;   // its place now belongs to the result
            return offset;
        }

        return null;
    }

    private static long Length(long count) => Math.Max(Alignment, (count + Alignment - 1) / Alignment * Alignment);

    private void Release(Dictionary<int, List<Tensor>> dying, int position)
    {
        if (!dying.TryGetValue(position, out var tensors))
            return;
        foreach (var tensor in tensors)
        {
            if (_lastUse[tensor] == position && _offsets.TryGetValue(tensor, out var offset))
                _free.Return(offset, Length(tensor.Shape.Count));
        }
    }
}
