namespace Cleave.Tensors;

/// <summary>
/// Variables that lie one after another in a flat buffer, each at a 64-byte boundary, with sibling buffers of the same
/// layout for gradients and optimizer moments: one optimizer pass, one norm and one checkpoint write cover them all.
/// </summary>
public sealed class VariableGroup
{
    private const int Alignment = 16;   // floats in 64 bytes
    private readonly List<(string Name, Shape Shape, long Offset)> _entries = [];

    /// <summary>Lays out variables with the given names and shapes; all start at zero.</summary>
    /// <exception cref="ArgumentException">When a name appears twice.</exception>
    public VariableGroup(string name, IEnumerable<(string Name, Shape Shape)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Name = name;
        var offset = 0L;
        var seen = new HashSet<string>();
        foreach (var (entry, shape) in entries)
        {
            if (!seen.Add(entry))
                throw new ArgumentException($"Group {name} has two variables named {entry}.");
            _entries.Add((entry, shape, offset));
            offset += (shape.Count + Alignment - 1) / Alignment * Alignment;
        }

        Length = offset;
        Values = Sibling("values");
        Gradients = Sibling("gradients");
    }

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>Floats in the flat buffer, padding included.</summary>
    public long Length { get; }

    /// <summary>The variables' current values.</summary>
    public Layout Values { get; }

    /// <summary>Where a plan leaves the gradients.</summary>
    public Layout Gradients { get; }

    /// <summary>Allocates another zeroed buffer of the same layout, for example for a moment.</summary>
    public Layout Sibling(string name)
    {
        var buffer = new NativeBuffer(Math.Max(1, Length));
        return new Layout(buffer, [.. _entries.Select(e => new Variable($"{Name}.{name}.{e.Name}", e.Shape, buffer, e.Offset))],
            _entries.Select((e, i) => (e.Name, i)).ToDictionary(e => e.Name, e => e.i));
    }

    /// <summary>One flat buffer seen as variables.</summary>
    public sealed class Layout
    {
        private readonly Dictionary<string, int> _index;

        internal Layout(NativeBuffer buffer, IReadOnlyList<Variable> variables, Dictionary<string, int> index)
        {
            Buffer = buffer;
            Variables = variables;
            _index = index;
        }

        /// <summary>The variables in the order they were declared.</summary>
        public IReadOnlyList<Variable> Variables { get; }

        /// <summary>All numbers, padding (always zero) included.</summary>
        public Span<float> Span => Buffer.Span;

        internal NativeBuffer Buffer { get; }

        /// <summary>The variable declared under a name.</summary>
        /// <exception cref="KeyNotFoundException">When there is none.</exception>
        public Variable this[string name] => Variables[_index[name]];
    }
}
