using System.Numerics;
using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>Neighbouring operations of a phase that run strip by strip, or one after the other.</summary>
/// <param name="First">The first of them in the phase's order.</param>
/// <param name="Count">How many.</param>
/// <param name="Strips">Into how many strips their results are cut; 1 where each runs whole.</param>
internal readonly record struct StripRange(int First, int Count, int Strips);

/// <summary>
/// Brings operations that can be cut into strips together. What cannot be cut runs before the group that it does not need, or else behind it; an operation
/// that needs what waits behind a group, or all of what a group makes, begins the next. What waits keeps what it reads in memory: there is a limit to that.
/// Everything follows from shapes alone.
/// </summary>
internal sealed class StripSchedule(long mostKept)
{
    private const int FewestStrips = 8;
    private const int MostStrips = 64;
    private const int StripFloats = 8192;   // of the longest value: a dozen of them fit a second-level cache
    private const int FewestStripFloats = 16;
    private const long FewestFloats = 8192;   // of the longest value: below them a strip would be too short to be worth a call

    private readonly List<Tensor> _order = [];
    private readonly List<StripRange> _ranges = [];
    private readonly Dictionary<Tensor, long[]> _members = [];   // of the open group, with the lengths of the results of each
    private readonly List<Tensor> _group = [];
    private readonly List<Tensor> _behind = [];
    private readonly HashSet<Tensor> _late = [];
    private readonly HashSet<Tensor> _kept = [];   // of the group, for what waits behind it
    private long _keptFloats;
    private int _strips = MostStrips;

    /// <summary>Puts a phase's operations into the order in which they run, and says for all of them, in that order, which run strip by strip.</summary>
    /// <param name="order">The operations, operands first.</param>
    /// <param name="mostKept">Floats of a group kept for what waits behind it, beyond which the group ends.</param>
    public static IReadOnlyList<StripRange> Arrange(List<Tensor> order, long mostKept)
    {
        var schedule = new StripSchedule(mostKept);
        foreach (var tensor in order)
            schedule.Take(tensor);
        schedule.Close();
        order.Clear();
        order.AddRange(schedule._order);
        return schedule._ranges;
    }

    private void Take(Tensor tensor)
    {
        var cut = MostCut(tensor, out var strips);
        var needsLate = tensor.Inputs.Any(i => _late.Contains(MemoryLayout.Root(i)));
        if (cut is { } joining)
        {
            if (needsLate || !Joins(tensor, joining))
                Close();
            _strips = Math.Min(_strips, strips);
            _members[tensor] = tensor.Op.Results?.Lengths ?? [tensor.Shape.Count];
            _group.Add(tensor);
        }
        else if (needsLate || tensor.Inputs.Any(i => _members.ContainsKey(MemoryLayout.Root(i))))
        {
            Wait(tensor);
        }
        else
        {
            Append([tensor], strips: 1);
        }
    }

    private void Wait(Tensor tensor)
    {
        _late.Add(tensor);
        _behind.Add(tensor);
        foreach (var root in tensor.Inputs.Select(MemoryLayout.Root).Where(_members.ContainsKey))
            _keptFloats += _kept.Add(root) ? root.Shape.Count : 0;
        if (_keptFloats > mostKept)
            Close();
    }

    // What can be cut into some strips can be cut into half as many.
    private static Cut? MostCut(Tensor tensor, out int strips)
    {
        for (strips = MostStrips; strips >= FewestStrips; strips /= 2)
        {
            if (tensor.Shape.Count >= strips * FewestStripFloats && tensor.Op.CutInto(tensor, strips) is { } cut)
                return cut;
        }

        return null;
    }

    private bool Joins(Tensor tensor, Cut cut)
    {
        for (var i = 0; i < tensor.Inputs.Length; i++)
        {
            var operand = tensor.Inputs[i];
            var root = MemoryLayout.Root(operand);
            if (_members.TryGetValue(root, out var results) && (cut.IsWhole(i) || !IsOneOf(results, root, operand)))
                return false;
        }

        return true;
    }

    // Strips of a value are those of its operand only where it is all of it, or one of its results.
    private static bool IsOneOf(long[] results, Tensor root, Tensor operand)
    {
        var offset = 0L;
        for (var shared = operand; shared != root; shared = shared.Inputs[shared.Op.SharesMemoryOf])
            offset += shared.Op.SharedOffset;
        var begin = 0L;
        foreach (var length in results)
        {
            if (offset == begin && operand.Shape.Count == length)
                return true;
            begin += length;
        }

        return false;
    }

    private void Close()
    {
        var longest = _group.Count == 0 ? 0 : _group.Max(t => _members[t].Max());
        var wanted = BitOperations.RoundUpToPowerOf2((ulong)((longest + StripFloats - 1) / StripFloats));
        Append(_group, _group.Count > 1 && longest >= FewestFloats ? (int)Math.Clamp(wanted, FewestStrips, (ulong)_strips) : 1);
        Append(_behind, strips: 1);
        _members.Clear();
        _group.Clear();
        _behind.Clear();
        _late.Clear();
        _kept.Clear();
        _keptFloats = 0;
        _strips = MostStrips;
    }

    private void Append(List<Tensor> operations, int strips)
    {
        _ranges.Add(new StripRange(_order.Count, operations.Count, strips));
        _order.AddRange(operations);
    }
}
