using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>A traced expression: values in the order they were made, so operands always precede their users.</summary>
public sealed class Graph
{
    private readonly List<Tensor> _tensors = [];
    private readonly Dictionary<Variable, Tensor> _reads = [];
    private readonly Dictionary<(Tensor, bool, Tensor, bool), Tensor> _products = [];

    private string _part = "";
    private bool _walksBack;
    private int _segment;
    private int _segments;

    /// <summary>Whether what <see cref="Segments"/> mark is computed again for the backward pass instead of being kept.</summary>
    public MemoryUse Memory { get; init; }

    /// <summary>Whether operations are fused where that pays; what they compute is equal up to rounding either way.</summary>
    internal bool Fuses { get; init; } = true;

    /// <summary>All values in the order they were made.</summary>
    internal IReadOnlyList<Tensor> Tensors => _tensors;

    /// <summary>The current value of a variable; asking twice gives the same tensor.</summary>
    public Tensor Read(Variable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (!_reads.TryGetValue(variable, out var tensor))
            _reads[variable] = tensor = Append(new Read(variable), variable.Shape);
        return tensor;
    }

    /// <summary>A tensor filled with one number.</summary>
    public Tensor Fill(float value, Shape shape) => Append(new Fill(value) { Count = shape.Count }, shape);

    /// <summary>
    /// Says what operations are for until the result is disposed of: profiles name it. Gradients belong to the part of what they are the
    /// gradients of. A part within another replaces it.
    /// </summary>
    public PartScope Within(string part)
    {
        var scope = new PartScope(this, _part);
        _part = part;
        return scope;
    }

    /// <summary>
    /// Cuts what is traced until the result is disposed of into segments. With <see cref="MemoryUse.Low"/> a backward pass finds only what
    /// passed from one segment to another; it computes the rest of a segment once more, to the same bits, when it comes to it.
    /// </summary>
    public SegmentScope Segments() => new(this);

    /// <summary>Says that operations are gradients until the result is disposed of.</summary>
    internal BackwardScope WalkBack()
    {
        var scope = new BackwardScope(this, _walksBack);
        _walksBack = true;
        return scope;
    }

    /// <summary>op(left)·op(right); asking twice gives the same tensor.</summary>
    internal Tensor Product(Tensor left, bool transposeLeft, Tensor right, bool transposeRight)
    {
        var key = (left, transposeLeft, right, transposeRight);
        if (!_products.TryGetValue(key, out var product))
            _products[key] = product = left.MatMul(right, transposeLeft, transposeRight);
        return product;
    }

    internal Tensor Append(Op op, Shape shape, params Tensor[] inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Graph != this)
                throw new ArgumentException($"{op.Name}: operand {input} belongs to another graph.");
        }

        var tensor = new Tensor(this, _tensors.Count, op, inputs, shape, _part, _walksBack, _walksBack ? 0 : _segment);
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Ends with the part that was named before.</summary>
    public readonly struct PartScope(Graph graph, string before) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => graph._part = before;
    }

    /// <summary>Segments of one forward pass.</summary>
    public sealed class SegmentScope : IDisposable
    {
        private readonly Graph _graph;
        private string? _name;

        internal SegmentScope(Graph graph) => _graph = graph;

        /// <summary>Begins a segment, unless one of that name is open.</summary>
        public void Enter(string name)
        {
            if (_graph.Memory == MemoryUse.Low && _name != name)
                (_name, _graph._segment) = (name, ++_graph._segments);
        }

        /// <inheritdoc/>
        public void Dispose() => _graph._segment = 0;
    }

    /// <summary>Ends with what was so before.</summary>
    internal readonly struct BackwardScope(Graph graph, bool before) : IDisposable
    {
        public void Dispose() => graph._walksBack = before;
    }
}
