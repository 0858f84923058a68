using System.Diagnostics;

namespace Cleave.Tensors;

/// <summary>What one operation cost within one part of a step, over all its calls.</summary>
/// <param name="Ticks">Time, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Flops">Floating-point operations counted: two a multiply-add, one for anything else that makes a number.</param>
/// <param name="Bytes">What it reads and writes, each operand once.</param>
public readonly record struct OperationCost(long Ticks, long Calls, double Flops, double Bytes)
{
    /// <summary>Time in milliseconds.</summary>
    public double Milliseconds => 1e3 * Ticks / Stopwatch.Frequency;

    /// <summary>Both together.</summary>
    public static OperationCost operator +(OperationCost left, OperationCost right) =>
        new(left.Ticks + right.Ticks, left.Calls + right.Calls, left.Flops + right.Flops, left.Bytes + right.Bytes);
}

/// <summary>Where the time of steps goes: by the part of the step that asked for an operation (<see cref="Graph.Within"/>), and by operation.</summary>
public sealed class StepProfile
{
    private readonly Dictionary<(string Part, string Operation), OperationCost> _costs = [];

    /// <summary>All costs.</summary>
    public IReadOnlyDictionary<(string Part, string Operation), OperationCost> Costs => _costs;

    /// <summary>Everything together.</summary>
    public OperationCost Total => _costs.Values.Aggregate(default(OperationCost), (a, b) => a + b);

    /// <summary>Parts, the most expensive first.</summary>
    public IReadOnlyList<(string Name, OperationCost Cost)> Parts => Grouped(k => k.Part);

    /// <summary>Operations over all parts, the most expensive first.</summary>
    public IReadOnlyList<(string Name, OperationCost Cost)> Operations => Grouped(k => k.Operation);

    /// <summary>Adds a cost.</summary>
    public void Add(string part, string operation, OperationCost cost) =>
        _costs[(part, operation)] = _costs.GetValueOrDefault((part, operation)) + cost;

    private List<(string Name, OperationCost Cost)> Grouped(Func<(string Part, string Operation), string> name) =>
        [.. _costs.GroupBy(c => name(c.Key)).Select(g => (g.Key, g.Select(c => c.Value).Aggregate((a, b) => a + b))).OrderByDescending(p => p.Item2.Ticks)];
}
