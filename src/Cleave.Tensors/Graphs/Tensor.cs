using Cleave.Tensors.Ops;

namespace Cleave.Tensors;

/// <summary>
/// A value of a traced expression: which operation makes it, from which values, with which shape. It holds no numbers; a
/// <see cref="Plan"/> gives it memory and <see cref="Eager"/> computes it on the spot.
/// </summary>
public sealed class Tensor
{
    internal Tensor(Graph graph, int index, Op op, Tensor[] inputs, Shape shape, string part, bool isGradient, int segment)
    {
        Graph = graph;
        Index = index;
        Op = op;
        Inputs = inputs;
        Shape = shape;
        Part = part;
        IsGradient = isGradient;
        Segment = segment;
    }

    /// <summary>The expression graph this value belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>The value's shape.</summary>
    public Shape Shape { get; }

    /// <summary>The operation that makes this value.</summary>
    internal Op Op { get; }

    /// <summary>The operation's operands.</summary>
    internal Tensor[] Inputs { get; }

    /// <summary>What the value is for (<see cref="Graph.Within"/>).</summary>
    internal string Part { get; }

    /// <summary>Whether it was made by walking back from a loss.</summary>
    internal bool IsGradient { get; }

    /// <summary>Which segment of a forward pass it belongs to (<see cref="Graph.Segments"/>); 0 for none.</summary>
    internal int Segment { get; }

    /// <summary>Position in the graph: operands always come before their users.</summary>
    internal int Index { get; }

    /// <summary>The value as it was written, where it is computed in a fused form.</summary>
    internal PlainForm? Plain { get; private set; }

    /// <summary>Elementwise sum with broadcasting.</summary>
    public static Tensor operator +(Tensor x, Tensor y) => Add.Of(x, y);

    /// <summary>Elementwise difference with broadcasting.</summary>
    public static Tensor operator -(Tensor x, Tensor y) => Subtract.Of(x, y);

    /// <summary>Elementwise product with broadcasting.</summary>
    public static Tensor operator *(Tensor x, Tensor y) => Multiply.Of(x, y);

    /// <summary>Elementwise quotient with broadcasting.</summary>
    public static Tensor operator /(Tensor x, Tensor y) => Divide.Of(x, y);

    /// <summary>x + c.</summary>
    public static Tensor operator +(Tensor x, float c) => Affine.Of(x, 1f, c);

    /// <summary>c + x.</summary>
    public static Tensor operator +(float c, Tensor x) => Affine.Of(x, 1f, c);

    /// <summary>x − c.</summary>
    public static Tensor operator -(Tensor x, float c) => Affine.Of(x, 1f, -c);

    /// <summary>c − x.</summary>
    public static Tensor operator -(float c, Tensor x) => Affine.Of(x, -1f, c);

    /// <summary>−x.</summary>
    public static Tensor operator -(Tensor x) => Affine.Of(x, -1f, 0f);

    /// <summary>c·x.</summary>
    public static Tensor operator *(Tensor x, float c) => Affine.Of(x, c, 0f);

    /// <summary>c·x.</summary>
    public static Tensor operator *(float c, Tensor x) => Affine.Of(x, c, 0f);

    /// <summary>x / c.</summary>
    public static Tensor operator /(Tensor x, float c) => Affine.Of(x, 1f / c, 0f);

    /// <summary>Says that this value, which nobody else has yet, is computed in place of a plain one.</summary>
    internal Tensor InPlaceOf(Tensor plain, Predicate<Tensor> shares)
    {
        if (plain.Shape != Shape || plain.Index >= Index)
            throw new InvalidOperationException($"{this} cannot stand for {plain}.");
        Plain = new PlainForm(plain, shares);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"#{Index} {Op.Name}{Shape}";
}
