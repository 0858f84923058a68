namespace Cleave.Tensors.Tests.Ops;

/// <summary>Sizes that a case makes its shapes of, and the seed of its numbers.</summary>
public sealed record Sizes(int A, int B, int C, int Seed);

/// <summary>Makes the operands of one case and remembers which of them are differentiated.</summary>
internal sealed class CaseInputs(Sizes sizes, bool fuses = true)
{
    private readonly Random _random = new(sizes.Seed);

    public Graph Graph { get; } = new() { Fuses = fuses };

    public List<Tensor> Differentiated { get; } = [];

    public int A => sizes.A;

    public int B => sizes.B;

    public int C => sizes.C;

    public Shape Full => [A, B, C];

    /// <summary>Uniform numbers.</summary>
    public Tensor Numbers(Shape shape, float low = -2f, float high = 2f) =>
        Operand(shape, () => low + (_random.NextSingle() * (high - low)));

    /// <summary>Numbers shift + 0.2·k with whole k: with the shift 0.1 at least 0.1 away from a kink at 0, 0.4, 1 ….</summary>
    public Tensor Grid(Shape shape, float shift = 0.1f) => Operand(shape, () => (0.2f * _random.Next(-10, 10)) + shift);

    /// <summary>Whole numbers below a bound; nothing is differentiated by them.</summary>
    public Tensor Ids(Shape shape, int below) => Variable(shape, () => _random.Next(below));

    /// <summary>Zeros and ones; nothing is differentiated by them.</summary>
    public Tensor Flags(Shape shape) => Ids(shape, 2);

    /// <summary>Constant numbers.</summary>
    public Tensor Weights(Shape shape) => Variable(shape, () => (_random.NextSingle() * 2) - 1);

    private Tensor Operand(Shape shape, Func<float> draw)
    {
        Differentiated.Add(Variable(shape, draw));
        return Differentiated[^1];
    }

    private Tensor Variable(Shape shape, Func<float> draw)
    {
        var variable = new Variable("operand", shape);
        foreach (ref var number in variable.Span)
            number = draw();
        return Graph.Read(variable);
    }
}
