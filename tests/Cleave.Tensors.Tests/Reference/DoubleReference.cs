using Cleave.Tensors.Ops;

namespace Cleave.Tensors.Tests.Reference;

/// <summary>A slow, obvious evaluation of a traced expression in double precision.</summary>
internal sealed class DoubleReference(IReadOnlyDictionary<Variable, double[]>? values = null)
{
    private readonly Dictionary<Tensor, double[]> _known = [];

    /// <summary>Gives a value numbers of one's own in place of those it is computed from.</summary>
    public DoubleReference With(Tensor tensor, double[] numbers)
    {
        _known[tensor] = numbers;
        return this;
    }

    public double[] Evaluate(Tensor tensor)
    {
        if (!_known.TryGetValue(tensor, out var result))
            _known[tensor] = result = Compute(tensor, Array.ConvertAll(tensor.Inputs, Evaluate));
        if (result.Length != tensor.Shape.Count)
            throw new InvalidOperationException($"{tensor}: {result.Length} numbers.");
        return result;
    }

    private double[] Compute(Tensor t, double[][] x)
    {
        if (t.Op is Read read)
            return values is not null && values.TryGetValue(read.Variable, out var own) ? own : Widen(read.Variable.Span);
        if (t.Op is Detach or Reshape or Copy or VocabularyReference)
            return x[0];
        if (t.Op is Fill fill)
            return [.. Enumerable.Repeat((double)fill.Value, (int)t.Shape.Count)];
        return ElementwiseReference.Compute(t, x) ?? RowReference.Compute(t, x) ?? ProductReference.Compute(t, x)
            ?? MoveReference.Compute(t, x) ?? throw new NotSupportedException($"The reference does not know {t}.");
    }

    private static double[] Widen(ReadOnlySpan<float> numbers)
    {
        var wide = new double[numbers.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = numbers[i];
        return wide;
    }
}
