using Cleave.Tensors.Kernels;

namespace Cleave.Tensors.Ops;

/// <summary>Which entries of a head form the pairs that a rotary embedding turns.</summary>
public enum RotaryPairing
{
    /// <summary>(0, 1), (2, 3), …: llama2.c.</summary>
    Interleaved,

    /// <summary>(0, d/2), (1, d/2 + 1), …: Hugging Face Llama.</summary>
    SplitHalves,
}

/// <summary>
/// Turns pair i of each head at position t by the angle t·base^(−2i/d); dx is dy turned back.
/// x is [batch, position, head, d].
/// </summary>
internal sealed class Rotary : Op
{
    private readonly Shape _shape;
    private readonly Variable _factors;   // [2, position, d]: of each entry of a head itself, then of the one it is paired with

    public Rotary(Shape shape, RotaryPairing pairing, float @base, bool inverse)
    {
        (_shape, Pairing, Base, Inverse) = (shape, pairing, @base, inverse);
        var (positions, d) = (shape[1], shape[3]);
        _factors = new Variable("factors", [2, positions, d]);
        var factors = _factors.Span;
        for (var t = 0; t < positions; t++)
        {
            for (var i = 0; i < d / 2; i++)
            {
                var angle = t * Math.Pow(@base, -2.0 * i / d);
                var (first, second) = pairing == RotaryPairing.Interleaved ? ((t * d) + (2 * i), (t * d) + (2 * i) + 1) : ((t * d) + i, (t * d) + i + (d / 2));
                factors[first] = factors[second] = (float)Math.Cos(angle);
                var sine = (float)(inverse ? -Math.Sin(angle) : Math.Sin(angle));
                (factors[(positions * d) + first], factors[(positions * d) + second]) = (-sine, sine);
            }
        }
    }

    public RotaryPairing Pairing { get; }

    public float Base { get; }

    public bool Inverse { get; }

    internal override bool MayOverwrite(int input) => true;

    internal override unsafe void Run(CpuDevice cpu, in OpCall call) =>
        new RotaryRows(call[0], call.Output, _factors.Pointer, _shape[0], _shape[1], _shape[2], _shape[3], Pairing == RotaryPairing.Interleaved).Run(cpu.Workers);

    internal override Tensor?[] Gradients(Tensor result, Tensor gradient, bool[] wanted) =>
        [result.Graph.Append(new Rotary(_shape, Pairing, Base, !Inverse), _shape, gradient)];
}

/// <summary>Rotary position embedding.</summary>
public static class RotarySyntax
{
    /// <summary>Turns the pairs of every head by position-dependent angles; x is [batch, position, head, d], d even.</summary>
    /// <exception cref="ShapeException">When x is not of that form.</exception>
    public static Tensor Rotary(this Tensor x, RotaryPairing pairing, float @base = 10_000f)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank == 4 && x.Shape[3] % 2 == 0
            ? x.Graph.Append(new Rotary(x.Shape, pairing, @base, inverse: false), x.Shape, x)
            : throw new ShapeException($"Rotary: expected [batch, position, head, even], found {x.Shape}.");
    }
}
