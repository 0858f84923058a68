namespace Cleave.Tensors;

/// <summary>
/// A named tensor with memory of its own that outlives a step: a parameter, an input, an adversary's source, a setting that
/// follows a schedule, or a place where a plan leaves a result.
/// </summary>
public sealed class Variable
{
    private readonly NativeBuffer _buffer;
    private readonly long _offset;

    /// <summary>Allocates zeroed memory for one variable.</summary>
    public Variable(string name, Shape shape)
        : this(name, shape, new NativeBuffer(Math.Max(1, shape.Count)), 0)
    {
    }

    internal Variable(string name, Shape shape, NativeBuffer buffer, long offset)
    {
        Name = name;
        Shape = shape;
        _buffer = buffer;
        _offset = offset;
    }

    /// <summary>Dotted name, used in files and messages.</summary>
    public string Name { get; }

    /// <summary>The variable's shape.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers, row-major.</summary>
    public Span<float> Span => _buffer.Span.Slice(checked((int)_offset), checked((int)Shape.Count));

    /// <summary>The only number of a scalar variable.</summary>
    /// <exception cref="InvalidOperationException">When the variable has more than one element.</exception>
    public float Value
    {
        get => Shape.Count == 1 ? Span[0] : throw new InvalidOperationException($"{Name} has shape {Shape}, not one element.");
        set => Span[Shape.Count == 1 ? 0 : throw new InvalidOperationException($"{Name} has shape {Shape}, not one element.")] = value;
    }

    /// <summary>Where the numbers lie.</summary>
    internal unsafe float* Pointer => _buffer.Pointer + _offset;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}{Shape}";
}
